//! `make book`: writes the site.

use std::path::Path;
use std::process::ExitCode;

const USAGE: &str = "usage: book PLAYGROUND FOLDER";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [playground, folder] = arguments.as_slice() else {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    };
    let repository = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let folder = std::path::absolute(folder);
    let written = folder
        .map_err(Into::into)
        .and_then(|folder| ceph_multus_book::write(&repository, Path::new(playground), &folder).map(|()| folder));
    match written {
        Ok(folder) => {
            println!("{}", folder.join("index.html").display());
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}
