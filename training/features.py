"""From a word to the numbers of its table rows. The Rust side (crates/language) computes the same, bit for bit.

The norm of a word is lower-cased, its digits are 0, curly quotation marks and dashes are plain. A word has one row
of the word table (row 0 if it is not in the vocabulary) and rows of the hashed table: its norm, prefixes, suffixes
and shape, each with weight 1, and the 3- and 4-grams of its norm in angle brackets, which share the weight 2.
"""

BUCKETS = 1 << 15
FIXED = 8
GRAM_WEIGHT = 2.0
PLAIN = {"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u2010": "-", "\u2011": "-", "\u2013": "-", "\u2014": "-"}
LONGEST = 24


def norm(word):
    """The characters that count; of a very long word only both ends."""
    if len(word) > LONGEST:
        word = word[: LONGEST // 2] + word[-LONGEST // 2 :]
    return "".join("0" if "0" <= c <= "9" else PLAIN.get(c, c) for each in word for c in each.lower())


def shape(word):
    """`Xx`, `X.X.`, `d,d`: letters and digits by class, repeats dropped, at most eight."""
    result = ""
    for c in word[:LONGEST]:
        kind = "d" if "0" <= c <= "9" else "x" if c.islower() else "X" if c.isupper() else "l" if c.isalpha() else PLAIN.get(c, c)
        # Capitals count up to two, so that `I` and `US` differ.
        if not result.endswith(kind) or (kind == "X" and not result.endswith("XX")):
            result += kind
        if len(result) == 8:
            break
    return result


def hashed(seed, text):
    """FNV-1a over the seed and the UTF-8 bytes, 64 bits."""
    value = 0xCBF29CE484222325 ^ seed
    value = value * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    for byte in text.encode():
        value = (value ^ byte) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    return value


def bucket(seed, text):
    value = hashed(seed, text)
    return (value ^ value >> 29 ^ value >> 43) & (BUCKETS - 1)


def rows(word):
    """Rows of the hashed table: FIXED of weight 1, then the n-grams."""
    plain = norm(word)
    result = [
        bucket(1, plain),
        bucket(2, plain[:1]),
        bucket(3, plain[:2]),
        bucket(4, plain[:3]),
        bucket(5, plain[-2:]),
        bucket(6, plain[-3:]),
        bucket(7, plain[-4:]),
        bucket(8, shape(word)),
    ]
    marked = "<" + plain + ">"
    for n in (3, 4):
        result.extend(bucket(8 + n, marked[i : i + n]) for i in range(len(marked) - n + 1))
    return result
