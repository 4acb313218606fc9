//! Many documents on many threads, their results in the order given.

use std::{
    cell::Cell,
    panic::{self, AssertUnwindSafe},
    thread,
};

use chancery::{Engine, Reader};
use chancery_document::{Day, Document, Reading};
use chancery_formats::Input;
use rayon::prelude::*;

use crate::{
    End,
    args::Documents,
    terminal::{complain, progress},
};

/// How many documents are under way for each thread. Enough that a long one does not leave the others idle,
/// few enough that what they print fits in memory.
const AHEAD: usize = 32;

/// Far more than a reading needs: no recursion follows the text, but a deep stack is cheap and an overflow
/// would end the program.
const STACK: usize = 16 << 20;

/// Opens documents, hands each to `work` on one of the threads, and what comes of it to `keep` in the order of
/// the documents, whatever thread was first. A document that cannot be opened or read is named on standard
/// error; the others go on.
pub(crate) fn read_all<'e, T: Send>(
    engine: &'e Engine,
    documents: &Documents,
    work: impl Fn(&mut Reader<'e>, Document) -> T + Sync,
    mut keep: impl FnMut(T) -> anyhow::Result<()>,
) -> anyhow::Result<End> {
    let inputs = chancery_formats::inputs(documents.paths.iter().cloned());
    let threads = documents.threads.map_or_else(processors, usize::from);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).stack_size(STACK).build()?;
    let bar = progress(inputs.len());
    catch_quietly();

    let mut failed = 0;
    for batch in inputs.chunks(threads * AHEAD) {
        let one = |reader: &mut Reader<'e>, input: &Result<Input, chancery_formats::Error>| {
            let result = match input {
                Ok(input) => open_and_read(engine, reader, input, documents.published, &work),
                Err(error) => Err(error.to_string()),
            };
            bar.inc(1);
            result
        };
        let results: Vec<Result<T, String>> =
            pool.install(|| batch.par_iter().map_init(|| engine.reader(), one).collect());
        for result in results {
            match result {
                Ok(done) => keep(done)?,
                Err(why) => {
                    failed += 1;
                    complain(&bar, &why);
                }
            }
        }
    }
    bar.finish_and_clear();
    if failed > 0 && inputs.len() > 1 {
        complain(&bar, &format!("{failed} of {} documents failed", inputs.len()));
    }
    Ok(if failed == 0 { End::Well } else { End::SomeFailed })
}

/// Works on things that are at hand, on many threads; the results in their order, or why one failed.
pub(crate) fn each<'e, I: Sync, T: Send>(
    engine: &'e Engine,
    threads: Option<u16>,
    items: &[I],
    origin: impl Fn(&I) -> String + Sync,
    work: impl Fn(&mut Reader<'e>, &I) -> T + Sync,
) -> anyhow::Result<Vec<Result<T, String>>> {
    let threads = threads.map_or_else(processors, usize::from);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).stack_size(STACK).build()?;
    catch_quietly();
    let one = |reader: &mut Reader<'e>, item: &I| {
        caught(engine, reader, &origin(item), |reader| work(reader, item))
    };
    Ok(pool.install(|| items.par_iter().map_init(|| engine.reader(), one).collect()))
}

/// Works again on things that are at hand and may change by it, on many threads; the results in their order.
pub(crate) fn again<I: Send, T: Send>(
    threads: Option<u16>,
    items: &mut [I],
    work: impl Fn(&mut I) -> T + Sync,
) -> anyhow::Result<Vec<T>> {
    let threads = threads.map_or_else(processors, usize::from);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).stack_size(STACK).build()?;
    Ok(pool.install(|| items.par_iter_mut().map(&work).collect()))
}

/// Reads one document. A defect in the engine costs this document only, and the reader is made anew.
pub(crate) fn read_one(engine: &Engine, input: &Input, published: Option<Day>) -> Result<Reading, String> {
    open_and_read(engine, &mut engine.reader(), input, published, &Reader::read)
}

fn open_and_read<'e, T>(
    engine: &'e Engine,
    reader: &mut Reader<'e>,
    input: &Input,
    published: Option<Day>,
    work: &impl Fn(&mut Reader<'e>, Document) -> T,
) -> Result<T, String> {
    let document: Document = input.load(published).map_err(|error| error.to_string())?;
    caught(engine, reader, &input.origin().to_string(), |reader| work(reader, document))
}

fn caught<'e, T>(
    engine: &'e Engine,
    reader: &mut Reader<'e>,
    origin: &str,
    work: impl FnOnce(&mut Reader<'e>) -> T,
) -> Result<T, String> {
    CATCHING.set(true);
    let result = panic::catch_unwind(AssertUnwindSafe(|| work(reader)));
    CATCHING.set(false);
    result.map_err(|cause| {
        *reader = engine.reader();
        let cause =
            cause.downcast_ref::<String>().map(String::as_str).or(cause.downcast_ref::<&str>().copied());
        let cause = cause.unwrap_or("no reason given");
        format!("{origin} could not be read: {cause}; this is a defect, please report it with the text")
    })
}

thread_local! {
    static CATCHING: Cell<bool> = const { Cell::new(false) };
}

// A panic that is caught and reported with its document need not print a trace besides.
fn catch_quietly() {
    let before = panic::take_hook();
    panic::set_hook(Box::new(move |panic| {
        if !CATCHING.get() || std::env::var_os("RUST_BACKTRACE").is_some() {
            before(panic);
        }
    }));
}

fn processors() -> usize {
    thread::available_parallelism().map_or(1, usize::from)
}
