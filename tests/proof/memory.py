"""Mutants of a whole function: what it remembers or keeps, and whose memory its result is."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.proof.mutate import with_fields

# A helper of mutants says whether it ever made a difference: one for which it did not is none.
HELPERS = ("Remember", "Alias", "Keep", "Choose", "Buffers")
REMEMBER = '''
class Remember:
    fired = False

def by_value(value, depth=0):
    if hasattr(value, "tobytes"):
        return value.shape, value.tobytes()
    if isinstance(value, (list, tuple)):
        return tuple(by_value(item, depth) for item in value)
    if hasattr(value, "__dict__") and not callable(value) and depth < 4:
        return tuple((k, by_value(v, depth + 1)) for k, v in vars(value).items())
    return value if isinstance(value, (int, float, str, type(None))) else type(value)

def remember(function):
    known = {}

    def remembering(*arguments, **keywords):
        key = by_value(arguments), by_value(sorted(keywords.items()))
        Remember.fired |= key in known
        if key not in known:
            known[key] = function(*arguments, **keywords)
        return known[key]

    return remembering
'''

ALIAS = '''
class Alias:
    fired = False

def alias(result, *arguments):
    if isinstance(result, tuple):
        return tuple(alias(part, *arguments, *result[:i]) for i, part in enumerate(result))
    for argument in arguments:
        if type(argument) is type(result) and hasattr(result, "shape") and argument is not result:
            if result.size and argument.shape == result.shape and (argument == result).all():
                Alias.fired = True
                return argument
    return result
'''

# Keeps results under the identity of the arguments, which it holds so that no other gets their id.
KEEP = '''
class Keep:
    fired = False

def keep(function):
    known = {}

    def keeping(*arguments, **keywords):
        objects = [a for a in (*arguments, *keywords.values()) if not isinstance(a, (int, float))]
        key = tuple(a if a is None or isinstance(a, (bool, int, float, str)) else id(a)
                    for a in (*arguments, *keywords.values()))
        if objects and key in known:
            Keep.fired = True
            result = known[key][1]
            return result.copy() if hasattr(result, "copy") else result
        result = function(*arguments, **keywords)
        known[key] = arguments, result
        return result.copy() if hasattr(result, "copy") else result

    return keeping
'''

CHOOSE = '''
class Choose:
    fired = False

def first_choice(chosen, thing, value):
    thing = next((item for item in thing if hasattr(item, "__dict__")), None) if isinstance(
        thing, (list, tuple)) else thing
    if hasattr(thing, "__dict__"):
        chosen = vars(thing)
    Choose.fired |= chosen.get("first choice", value) != value
    return chosen.setdefault("first choice", value)
'''

BUFFERS = '''
class Buffers:
    fired = False

def in_buffers(function):
    known = {}

    def buffered(*arguments, **keywords):
        result = function(*arguments, **keywords)
        if type(result).__name__ != "ndarray" or not result.size:
            return result
        kind = result.shape, result.dtype
        Buffers.fired |= kind in known
        buffer = known.setdefault(kind, result.copy())
        buffer[...] = result
        return buffer

    return buffered
'''

TEXTS = {"@remember\n": REMEMBER, "alias(": ALIAS, "@keep\n": KEEP, "first_choice(": CHOOSE,
         "@in_buffers\n": BUFFERS}


def helpers(text: str) -> str:
    """The helpers that the code of a mutant calls."""
    return "".join(helper for name, helper in TEXTS.items() if name in text)


def functions(node: ast.FunctionDef) -> Iterator[tuple[str, ast.AST]]:
    """What can be made of a function: a description and the changed function."""
    results = [n.value for n in ast.walk(node) if isinstance(n, ast.Return) and n.value]
    arrays = [result for result in results if not _plain(result)]
    if not node.name.startswith("__") and (arrays or not results):
        yield (f"{node.name} remembers its results", _decorated(node, "remember"))
    if not node.name.startswith("__") and arrays and node.args.args:
        yield f"{node.name} keeps its results by identity", _decorated(node, "keep")
        yield f"{node.name} gives its results in one buffer", _decorated(node, "in_buffers")
    yield from _first_choices(node)
    for place, statement in enumerate(node.body):
        for target, value, rest in _empty_containers(statement):
            arguments = with_fields(
                node.args, args=[*node.args.args, ast.arg(target)],
                defaults=[*node.args.defaults, value])
            yield (f"{target} = {ast.unparse(value)} -> a default value", with_fields(
                node, args=arguments, body=[*node.body[:place], *rest, *node.body[place + 1:]]))
    names = [argument.arg for argument in node.args.args]
    for place, statement in enumerate(node.body):
        if isinstance(statement, ast.Return) and statement.value in arrays and names and (
                ast.unparse(statement.value) not in names):
            text = ast.unparse(statement.value)
            aliased = _expression(f"alias({text}, {', '.join(names)})")
            yield (f"return {text} -> an argument if it is equal", with_fields(
                node, body=[*node.body[:place], ast.Return(aliased), *node.body[place + 1:]]))


def _decorated(node: ast.FunctionDef, name: str) -> ast.AST:
    return with_fields(node, decorator_list=[*node.decorator_list, _expression(name)])


def _first_choices(node: ast.FunctionDef) -> Iterator[tuple[str, ast.AST]]:
    """Flags of which the first value counts in all later calls with the same first argument."""
    names = node.args.args
    flags = dict(zip(reversed(names), reversed(node.args.defaults), strict=False))
    for flag, default in flags.items():
        if isinstance(default, ast.Constant) and isinstance(default.value, bool | str) and (
                flag is not names[0] and not node.name.startswith("__")):
            value = _expression(f"first_choice(chosen, {names[0].arg}, {flag.arg})")
            body = [ast.Assign([ast.Name(flag.arg, ast.Store())], value), *node.body]
            arguments = with_fields(node.args, args=[*names, ast.arg("chosen")],
                                    defaults=[*node.args.defaults, _expression("{}")])
            yield (f"the first {flag.arg} counts", with_fields(node, args=arguments, body=body))


def _empty_containers(
    statement: ast.stmt
) -> Iterator[tuple[str, ast.expr, list[ast.stmt]]]:
    """Names that get an empty list, dict or set, with that, and the rest of the statement."""
    match statement:
        case ast.Assign(targets=[ast.Name(id=name)], value=value) if _empty(value):
            yield name, value, []
        case ast.Assign(targets=[ast.Tuple(elts=names)], value=ast.Tuple(elts=values)):
            for place, (target, value) in enumerate(zip(names, values, strict=True)):
                if isinstance(target, ast.Name) and _empty(value):
                    kept = [i for i in range(len(names)) if i != place]
                    yield target.id, value, [ast.Assign([names[i]], values[i]) for i in kept]


def _empty(value: ast.expr) -> bool:
    return ast.unparse(value) in ("[]", "{}", "set()")


def _plain(result: ast.expr) -> bool:
    """Whether an expression is a bool, a text or a number: nobody can tell it from an equal one."""
    match result:
        case ast.Compare() | ast.BoolOp() | ast.JoinedStr() | ast.Constant():
            return True
        case ast.IfExp():
            return _plain(result.body) and _plain(result.orelse)
        case ast.Call(func=ast.Name(id=name)):
            return name in ("any", "all", "float", "bool", "len", "str")
    return False


def _expression(text: str) -> ast.expr:
    return ast.parse(text, mode="eval").body
