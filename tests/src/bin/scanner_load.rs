//! Takes scans until it has taken enough, or is killed: `scanner_load DIR COUNT`.

use std::path::Path;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [dir, count] = arguments.as_slice() else {
        panic!("usage: scanner_load DIR COUNT");
    };
    let count = count.parse().expect("COUNT is a number");
    stupen_tests::load::run(Path::new(dir), count, &mut std::io::stdout().lock());
}
