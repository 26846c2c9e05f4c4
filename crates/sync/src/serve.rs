//! `/metrics` for Prometheus.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::report::Metrics;
use crate::trouble::Trouble;

/// The longest request that is read: its first line and its headers.
const REQUEST: usize = 8 << 10;

/// Serves the metrics until the process ends.
///
/// # Errors
/// If the address cannot be listened on.
pub(crate) async fn metrics(address: SocketAddr, metrics: Arc<Mutex<Metrics>>) -> Result<(), Trouble> {
    let listener = TcpListener::bind(address).await.map_err(|error| Trouble::Other(format!("{address}: {error}")))?;
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let text = metrics.lock().map(|metrics| metrics.text()).unwrap_or_default();
            tokio::spawn(answer(stream, text));
        }
    });
    Ok(())
}

/// Answers every request alike: there is one page.
async fn answer(mut stream: TcpStream, text: String) {
    let mut request: Vec<u8> = Vec::new();
    let mut part = [0; 1024];
    while !request.windows(4).any(|end| end == b"\r\n\r\n".as_slice()) && request.len() < REQUEST {
        match stream.read(&mut part).await {
            Ok(length) if length > 0 => request.extend(part.iter().take(length)),
            _ => return,
        }
    }
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: text/plain; version=0.0.4\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        text.len()
    );
    _ = stream.write_all((head + &text).as_bytes()).await;
    _ = stream.shutdown().await;
}
