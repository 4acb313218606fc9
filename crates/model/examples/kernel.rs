//! How fast the products of the encoder are, on each path of this machine.
#![expect(clippy::disallowed_methods, reason = "a bench measures time")]

use std::time::Instant;

use chancery_model::kernel::{Packed, Path, multiply};

fn main() {
    let (rows, inner, outer) = (256, 480, 320);
    let acts: Vec<u8> = (0..rows * inner).map(|i| (i * 7 % 128) as u8).collect();
    let weights: Vec<i8> = (0..inner * outer).map(|i| (i * 31 % 255) as u8 as i8).collect();
    let packed = Packed::new(inner, &weights);
    let mut out = Vec::new();
    for path in Path::available() {
        let start = Instant::now();
        let mut times = 0;
        while start.elapsed().as_millis() < 500 {
            multiply(path, &acts, inner, &packed, &mut out);
            times += 1;
        }
        let operations = 2.0 * (rows * inner * outer * times) as f64;
        println!("{path:?}: {:.0} GOP/s", operations / start.elapsed().as_secs_f64() / 1e9);
    }
}
