#!/usr/bin/env python3
"""Holds what rsm prints as JSON against its schema in docs/json.

  rsm view /json | validate.py              the document of a command, found by its "command";
                                            several may follow one another
  rsm watch /json | validate.py -e watch    one document a line, each an event of that command,
                                            but the last, which is its own
  validate.py [-e COMMAND] FILE...          the same of files
  validate.py --schemas [COMMAND...]        the schemas themselves: each is one, and there is one for
                                            each of these commands and for no other

Exit status 0 when all is well; else 1, and what is wrong on standard error.
"""
import json
import os
import pathlib
import sys

try:
    import jsonschema
except ImportError:  # the distribution's own Python has what its packages bring
    if os.path.realpath(sys.executable) == os.path.realpath("/usr/bin/python3"):
        raise
    os.execv("/usr/bin/python3", ["/usr/bin/python3", *sys.argv])

FOLDER = pathlib.Path(__file__).resolve().parents[2] / "docs" / "json"


def load(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def localise(schema, name, needed):
    """References made to lead into one schema that has all files in its $defs; those needed are noted."""
    if isinstance(schema, dict):
        result = {}
        for key, value in schema.items():
            if key == "$ref":
                file, _, place = value.partition("#")
                file = file.removesuffix(".schema.json") or name
                needed.add(file)
                result[key] = f"#/$defs/{file}{place}"
            elif key not in ("$id", "$schema"):
                result[key] = localise(value, name, needed)
        return result
    if isinstance(schema, list):
        return [localise(value, name, needed) for value in schema]
    return schema


def schema_of(command, event=False):
    """The schema of a command's document, or of its events, whole in itself."""
    files = {}
    needed = {command}
    while needed - files.keys():
        for name in needed - files.keys():
            path = FOLDER / f"{name}.schema.json"
            if not path.exists():
                raise SystemExit(f"validate: {path.name} is missing")
            files[name] = localise(load(path), name, needed)
    if event and "event" not in files[command].get("$defs", {}):
        raise SystemExit(f"validate: {command}.schema.json knows no events ($defs/event)")
    return {"$defs": files, "$ref": f"#/$defs/{command}" + ("/$defs/event" if event else "")}


def references(schema):
    if isinstance(schema, dict):
        for key, value in schema.items():
            if key == "$ref":
                yield value
            else:
                yield from references(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from references(value)


def objects_left_open(schema, where=""):
    """Objects whose properties are listed, but which would let any other in."""
    if isinstance(schema, dict):
        if schema.get("type") == "object" and "properties" in schema \
                and schema.get("additionalProperties") is not False:
            yield where or "/"
        for key, value in schema.items():
            yield from objects_left_open(value, f"{where}/{key}")
    elif isinstance(schema, list):
        for number, value in enumerate(schema):
            yield from objects_left_open(value, f"{where}/{number}")


def problems_of_schema(command):
    own = load(FOLDER / f"{command}.schema.json")
    jsonschema.Draft202012Validator.check_schema(own)
    schema = schema_of(command)
    for reference in references(schema):
        place = schema
        for part in reference.removeprefix("#/").split("/"):
            place = place.get(part) if isinstance(place, dict) else None
        if place is None:
            yield f"{command}: {reference} leads nowhere"
    for place in objects_left_open(own):
        yield f"{command}: {place} lacks \"additionalProperties\": false"
    if own.get("properties", {}).get("command", {}).get("const") != command:
        yield f"{command}: its \"command\" must be the constant {command}"


def check_schemas(commands):
    there = {path.name.removesuffix(".schema.json") for path in FOLDER.glob("*.schema.json")}
    there.discard("common")
    problems = []
    if commands:
        problems += [f"{name}.schema.json is missing" for name in sorted(set(commands) - there)]
        problems += [f"{name}.schema.json is of no command that has facts"
                     for name in sorted(there - set(commands))]
    for name in sorted(there):
        problems += problems_of_schema(name)
    return problems


def problems_of(document, schema):
    validator = jsonschema.Draft202012Validator(schema)
    for error in sorted(validator.iter_errors(document), key=lambda error: list(map(str, error.absolute_path))):
        deepest = jsonschema.exceptions.best_match([error])
        place = "/".join(str(part) for part in deepest.absolute_path)
        yield f"/{place}: {deepest.message[:400]}"


def parse_all(text):
    """The documents of a text, at least one.  One in which a key stands twice is none."""
    def once(pairs):
        keys = [key for key, _ in pairs]
        if len(keys) != len(set(keys)):
            raise ValueError("a key stands twice: " + ", ".join(keys))
        return dict(pairs)
    decoder = json.JSONDecoder(object_pairs_hook=once)
    documents = []
    text = text.strip()
    while text or not documents:
        document, end = decoder.raw_decode(text)
        documents.append(document)
        text = text[end:].lstrip()
    return documents


def check_text(name, text, events_of):
    if events_of:
        for number, line in enumerate(text.splitlines(), 1):
            document = json.loads(line)
            schema = schema_of(events_of, event="event" in document)
            yield from (f"{name}:{number}: {problem}" for problem in problems_of(document, schema))
        return
    for document in parse_all(text):
        command = document.get("command")
        if not isinstance(command, str):
            yield f"{name}: it does not say which command it is of"
            return
        yield from (f"{name}: {command}: {problem}" for problem in problems_of(document, schema_of(command)))


def main(words):
    problems = []
    events_of = None
    if words[:1] == ["--schemas"]:
        problems = check_schemas(words[1:])
        words = None
    elif words[:1] == ["-e"]:
        events_of = words[1]
        words = words[2:]
    for name in words if words is not None else []:
        problems += check_text(name, pathlib.Path(name).read_text(encoding="utf-8"), events_of)
    if words == []:
        problems += check_text("standard input", sys.stdin.buffer.read().decode("utf-8"), events_of)
    for problem in problems:
        print(f"validate: {problem}", file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
