//! `/metrics` for Prometheus, and `/healthz` for the kubelet.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep, timeout};

use crate::report::Metrics;
use crate::trouble::Trouble;

/// The longest request that is read: its first line and its headers.
const REQUEST: usize = 8 << 10;

/// How long a client may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// The most connections at a time: of more, the oldest is closed, so that idle ones keep nobody out.
const CONNECTIONS: usize = 32;

/// The pause after a connection that could not be accepted, such as one too many for the process.
const PAUSE: Duration = Duration::from_millis(100);

/// What is served.
#[derive(Debug)]
pub(crate) struct Served {
    /// The metrics.
    pub(crate) metrics: Metrics,
    /// Until when the next run has to end.
    pub(crate) healthy_until: Instant,
}

/// Serves until the process ends.
///
/// # Errors
/// If the address cannot be listened on.
pub(crate) async fn serve(address: SocketAddr, served: Arc<Mutex<Served>>) -> Result<SocketAddr, Trouble> {
    let failed = |error: std::io::Error| Trouble::Other(format!("{address}: {error}"));
    let listener = TcpListener::bind(address).await.map_err(failed)?;
    let bound = listener.local_addr().map_err(failed)?;
    tokio::spawn(async move {
        let mut open: VecDeque<JoinHandle<()>> = VecDeque::new();
        loop {
            let Ok((stream, _)) = listener.accept().await else {
                sleep(PAUSE).await;
                continue;
            };
            open.retain(|connection| !connection.is_finished());
            if open.len() >= CONNECTIONS
                && let Some(oldest) = open.pop_front()
            {
                oldest.abort();
            }
            let served = Arc::clone(&served);
            open.push_back(tokio::spawn(async move { _ = timeout(PATIENCE, answer(stream, &served)).await }));
        }
    });
    Ok(bound)
}

async fn answer(mut stream: TcpStream, served: &Mutex<Served>) {
    let mut request: Vec<u8> = Vec::new();
    let mut part = [0; 1024];
    while !request.windows(4).any(|end| end == b"\r\n\r\n".as_slice()) && request.len() < REQUEST {
        match stream.read(&mut part).await {
            Ok(length) if length > 0 => request.extend(part.iter().take(length)),
            _ => return,
        }
    }
    let request = String::from_utf8_lossy(&request);
    let path = request.split(' ').nth(1).and_then(|target| target.split('?').next()).unwrap_or_default();
    let (status, text) = page(path, served);
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: text/plain; version=0.0.4\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        text.len()
    );
    _ = stream.write_all((head + &text).as_bytes()).await;
    _ = stream.shutdown().await;
}

/// The status and the text at `path`.
fn page(path: &str, served: &Mutex<Served>) -> (&'static str, String) {
    let Ok(served) = served.lock() else { return ("500 Internal Server Error", String::new()) };
    match path {
        "/metrics" => ("200 OK", served.metrics.text()),
        "/healthz" if Instant::now() < served.healthy_until => ("200 OK", String::from("ok\n")),
        "/healthz" => ("503 Service Unavailable", String::from("no run has ended for too long\n")),
        _ => ("404 Not Found", String::from("use /metrics or /healthz\n")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A server whose next run has to end within an hour.
    async fn server() -> SocketAddr {
        let healthy_until = Instant::now() + Duration::from_secs(3600);
        let served = Arc::new(Mutex::new(Served { metrics: Metrics::default(), healthy_until }));
        serve(SocketAddr::from(([127, 0, 0, 1], 0)), served).await.unwrap()
    }

    async fn get(address: SocketAddr, path: &str) -> String {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(format!("GET {path} HTTP/1.1\r\n\r\n").as_bytes()).await.unwrap();
        let mut text = String::new();
        stream.read_to_string(&mut text).await.unwrap();
        text.lines().next().unwrap_or_default().to_owned()
    }

    fn runtime(is_paused: bool) -> tokio::runtime::Runtime {
        tokio::runtime::Builder::new_current_thread().enable_all().start_paused(is_paused).build().unwrap()
    }

    #[test]
    fn each_path_has_its_page() {
        runtime(false).block_on(async {
            let address = server().await;
            for (path, status) in [
                ("/metrics", "HTTP/1.1 200 OK"),
                ("/metrics?x=1", "HTTP/1.1 200 OK"),
                ("/healthz", "HTTP/1.1 200 OK"),
                ("/", "HTTP/1.1 404 Not Found"),
            ] {
                assert_eq!(get(address, path).await, status, "{path}");
            }
        });
    }

    #[test]
    fn it_is_unhealthy_when_no_run_ends() {
        let served = |healthy_until| Mutex::new(Served { metrics: Metrics::default(), healthy_until });
        runtime(true).block_on(async {
            let served = served(Instant::now() + Duration::from_secs(60));
            assert_eq!(page("/healthz", &served), ("200 OK", String::from("ok\n")));
            tokio::time::advance(Duration::from_secs(61)).await;
            let late = ("503 Service Unavailable", String::from("no run has ended for too long\n"));
            assert_eq!(page("/healthz", &served), late);
            assert_eq!(page("/metrics", &served).0, "200 OK");
        });
    }

    #[test]
    fn idle_clients_keep_nobody_out() {
        runtime(false).block_on(async {
            let address = server().await;
            let mut idle = Vec::new();
            for _ in 0..3 * CONNECTIONS {
                idle.push(TcpStream::connect(address).await.unwrap());
            }
            assert_eq!(get(address, "/metrics").await, "HTTP/1.1 200 OK");
            let mut oldest = idle.swap_remove(0);
            let closed = timeout(Duration::from_secs(5), oldest.read(&mut [0; 1])).await;
            assert!(closed.is_ok_and(|read| read.is_ok_and(|length| length == 0)), "the oldest is closed");
        });
    }

    #[test]
    fn an_idle_client_is_not_waited_for() {
        runtime(false).block_on(async {
            let address = server().await;
            let mut idle = TcpStream::connect(address).await.unwrap();
            assert_eq!(get(address, "/healthz").await, "HTTP/1.1 200 OK");
            tokio::time::pause();
            tokio::time::advance(PATIENCE * 2).await;
            tokio::time::resume();
            let closed = timeout(Duration::from_secs(5), idle.read(&mut [0; 1])).await;
            assert!(closed.is_ok_and(|read| read.is_ok_and(|length| length == 0)));
        });
    }
}
