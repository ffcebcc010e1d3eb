#!/usr/bin/env python3
"""Which test provokes which documented code of which function.

    coverage.py            writes tests/conformance/COVERAGE.md
    coverage.py --check    changes nothing; says what is missing or out of date, and then fails

Documented pairs are in tests/data/conformance/codes.csv, those that no test can provoke in reasons.csv.
A test provokes a pair when it demands the code of the function:

    assert_code(ERROR_X, Function(...))          also of the verb that the export calls, or of a
    assert_fails_with(ERROR_X, Function(...))    function of the tests that calls one of them
    assert_int_equal(GetLastError(), ERROR_X)    for the functions that return a handle
    /* covers ERROR_X of Function, Function */   where it is done in another way
    /* covers ERROR_X of each function below */  the names up to the end of the table that follows
    /* covers ERROR_X of each call that writes */  of tests/api/calls.c, which other tests walk: "each call",
                                              "each call that reads or writes", "each call with a right"

Every function has a line in that table.
"""
import csv
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
DATA = ROOT / "tests/data/conformance"
RESULT = ROOT / "tests/conformance/COVERAGE.md"
ROOMS = ["conformance", "api", "work", "core", "tgt", "cli"]


def base_name(function):
    """A and W are one function."""
    return re.sub(r"(?<=[a-z])[AW]$", "", function)


def code_numbers():
    numbers = {}
    for header in ("include/ntms_wintypes.h", "include/ntmsapi.h"):
        text = (ROOT / header).read_text()
        for name, value in re.findall(r"#define ((?:ERROR|RPC_S)_\w+)\s+(\d+)", text):
            numbers[name] = int(value)
    with open(ROOT / "tests/data/abi/errors.csv") as file:
        for row in csv.DictReader(file):
            numbers.setdefault(row["name"], int(row["value"], 0))
    return numbers


def documented():
    with open(DATA / "codes.csv") as file:
        return {row["function"]: [int(code) for code in row["codes"].split()]
                for row in csv.DictReader(file)}


def reasons():
    with open(DATA / "reasons.csv") as file:
        return {(row["function"], int(row["code"])): row["reason"] for row in csv.DictReader(file)}


def bodies(text):
    """Name and body of each function that is defined in a source laid out by our rules."""
    pattern = re.compile(r"^(?:[A-Za-z][\w ]*[ *])(\w+)\(([^;{}]*?)\)\n\{\n(.*?)^\}", re.M | re.S)
    return [(match.group(1), match.group(3), match.start()) for match in pattern.finditer(text)]


def tests_of(text):
    """The same, but those that cmocka runs first."""
    return sorted(bodies(text), key=lambda body: not text.startswith(
        f"static void {body[0]}(void **state)", body[2]))


def callee_of(expression, meaning):
    """The first function in an expression whose meaning is known."""
    for word in re.findall(r"\b([A-Za-z_]\w*)\s*\(", expression):
        if word in meaning:
            return meaning[word]
    return None


def read_meaning(functions):
    """Functions that stand for an export: itself, its verb, and wrappers in the tests."""
    meaning = {}
    for source in sorted((ROOT / "src/api").glob("*.c")):
        for name, body, _ in bodies(source.read_text()):
            if base_name(name) not in functions:
                continue
            meaning[name] = base_name(name)
            for verb in re.findall(r"\b(rsm_(?!call_|text_aw_|object_type_)\w+)\(", body):
                meaning.setdefault(verb, base_name(name))
    return meaning


def add_wrappers(meaning, text):
    """A static function of a test file that calls one of them once means the same."""
    local = dict(meaning)
    for _ in range(2):  # a wrapper of a wrapper, too
        for name, body, _ in bodies(text):
            called = {local[word] for word in re.findall(r"\b(\w+)\(", body) if word in local}
            returns = re.search(r"\breturn\b", body)
            if len(called) == 1 and returns and name not in local and name != "main":
                local[name] = called.pop()
    return local


def split_arguments(text, start):
    """The arguments of the call whose parenthesis opens at start."""
    depth, begin, arguments = 0, start + 1, []
    for at in range(start, len(text)):
        if text[at] in "([{":
            depth += 1
        elif text[at] in ")]}":
            depth -= 1
            if depth == 0:
                return arguments + [text[begin:at]]
        elif text[at] == "," and depth == 1:
            arguments.append(text[begin:at])
            begin = at + 1
    return arguments


def demanded(body, meaning, numbers):
    """Pairs of function and code that a test's body demands."""
    pairs = set()
    for match in re.finditer(r"\bassert_(?:code|fails_with)\(", body):
        arguments = split_arguments(body, match.end() - 1)
        codes = re.findall(r"\b(?:ERROR|RPC_S)_\w+", arguments[0])
        function = callee_of(arguments[1], meaning) if len(arguments) > 1 else None
        if function is not None:
            pairs |= {(function, numbers[code]) for code in codes if code in numbers}
    opened = {meaning[word] for word in re.findall(r"\b(Open\w+)\(", body) if word in meaning}
    for code in re.findall(r"assert_int_equal\(GetLastError\(\), (\w+)\)", body):
        if code in numbers:
            pairs |= {(function, numbers[code]) for function in opened}
    return pairs


def table_of_calls():
    """Function, what it does on the disk, and the right, of each line."""
    text = (ROOT / "tests/api/calls.c").read_text()
    rows = re.findall(r"^    ROW\((\w+),\s*(\w+),\s*\w+,\s*(\w+),", text, re.M)
    return [(name.split("_")[0], kind, right) for name, kind, right in rows]


def calls_meant(words):
    """Functions of the table that a comment speaks of; None when it does not."""
    meant = {
        "each call": lambda kind, right: kind != "REFUSED",
        "each call that writes": lambda kind, right: kind == "WRITES",
        "each call that reads or writes": lambda kind, right: kind in ("READS", "WRITES"),
        "each call with a right": lambda kind, right: right != "NONE",
    }.get(words.strip())
    return meant and " ".join(name for name, kind, right in table_of_calls() if meant(kind, right))


def said(text, numbers, functions):
    """Pairs that comments name, with the place of the comment."""
    for match in re.finditer(r"/\*\s*covers (.*?)\*/", text, re.S):
        words = re.sub(r"\s*\*\s*", " ", match.group(1))
        codes, _, names = words.partition(" of ")
        if "each function below" in names:
            end = re.search(r"^\};|^/\* clang-format on", text[match.end():], re.M)
            names = text[match.end():match.end() + end.start()] if end else ""
        names = calls_meant(names) or names
        for code in re.findall(r"\b(?:ERROR|RPC_S)_\w+", codes):
            for name in re.findall(r"\b[A-Z]\w+", names):
                if base_name(name) in functions and code in numbers:
                    yield (base_name(name), numbers[code]), match.start()


def exports():
    text = (ROOT / "def/ntmsapi.def").read_text()
    return re.findall(r"^\s*(\w+)@\d+", text, re.M)


def read_tests(functions, numbers):
    """The first test, in the order of the rooms, that provokes each pair."""
    found = {}
    meaning = read_meaning(functions)
    support = "\n".join(path.read_text() for path in sorted((ROOT / "tests/support").glob("*.c")))
    of_support = add_wrappers(meaning, support)
    for room in ROOMS:
        helpers = [path for path in sorted((ROOT / "tests" / room).glob("*.c"))
                   if not path.name.startswith("test_")]
        of_room = add_wrappers(of_support, "\n".join(path.read_text() for path in helpers))
        for source in sorted((ROOT / "tests" / room).glob("*.c")):
            text = source.read_text()
            local = add_wrappers({**of_room, **add_wrappers(of_support, text)}, text)
            tests = tests_of(text) if source.name.startswith("test_") else []
            place = f"{room}/{source.name}"
            for name, body, _ in tests:
                for pair in demanded(body, local, numbers):
                    found.setdefault(pair, f"`{place}` {name}")
            for pair, at in said(text, numbers, functions):
                after = [name for name, _, start in sorted(tests, key=lambda b: b[2]) if start > at]
                inside = [name for name, body, start in tests if start <= at < start + len(body)]
                found.setdefault(pair, f"`{place}` {(inside or after or ['(table)'])[0]}")
    return found


def render():
    numbers = code_numbers()
    names = {}
    for name, value in numbers.items():
        names.setdefault(value, name)
    functions = documented()
    why_not = reasons()
    found = read_tests(functions, numbers)
    lines, complaints, with_test, with_reason = [], [], 0, 0
    for function in sorted(functions):
        for code in functions[function]:
            reason = why_not.get((function, code)) or why_not.get(("*", code))
            test = found.get((function, code))
            label = f"{names.get(code, '?')} ({code})"
            if test is not None:
                with_test += 1
                if (function, code) in why_not:
                    complaints.append(f"{function} {label}: has a reason, but is tested: {test}")
                lines.append(f"| `{function}` | {label} | {test} |")
            elif reason is not None:
                with_reason += 1
                lines.append(f"| `{function}` | {label} | none: {reason} |")
            else:
                complaints.append(f"{function} {label}: neither a test nor a reason")
                lines.append(f"| `{function}` | {label} | **missing** |")
    for function, code in why_not:
        if function != "*" and code not in functions.get(function, []):
            complaints.append(f"{function} {code}: a reason for what is not documented")
    called = {name for name, _, _ in table_of_calls()}
    for name in exports():
        if name not in called:
            complaints.append(f"{name}: has no line in tests/api/calls.c")
    head = [
        "# Documented codes and the tests that provoke them",
        "",
        "Written by `tests/conformance/coverage.py` from the tests themselves; do not edit. A and W are one",
        f"function. Pairs with a test: {with_test}; with a reason why no test can: {with_reason}.",
        "",
        "| function | code | test |",
        "|---|---|---|",
    ]
    return "\n".join(head + lines) + "\n", complaints


def main():
    check = sys.argv[1:] == ["--check"]
    if sys.argv[1:] and not check:
        sys.exit(__doc__)
    text, complaints = render()
    if check and (not RESULT.exists() or RESULT.read_text() != text):
        complaints.append(f"{RESULT.relative_to(ROOT)} is out of date: run tests/conformance/coverage.py")
    if not check:
        RESULT.write_text(text)
    for complaint in complaints:
        print(complaint)
    print(f"{len(complaints)} complaints" if complaints else "every documented code has its test or its reason")
    sys.exit(1 if complaints else 0)


if __name__ == "__main__":
    main()
