"""Single-edit bugs in Python functions, made on Python's own syntax trees.

Reads a JSON list of {"id", "source", "function"} from standard input and writes, for each, every bug of the families
below: {"id", "family", "line", "source"}. Only what stands in the named function is changed, and only the text of the node that
changes: the rest stays as it was written. The families are those of the usual mutation operators (Offutt et al. 1996,
ACM TOSEM 5(2); Derezinska and Halas 2014): arithmetic, relational and logical operators, constants, variables, conditions, arguments,
bounds, branches, order of statements.
"""
import ast
import copy
import json
import sys

RELATIONS = [ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Eq, ast.NotEq]
ARITHMETIC = [ast.Add, ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Mod]


def alternatives(node, names):
    """Yields (family, changed copy) for one node."""

    def changed(family, **fields):
        other = copy.deepcopy(node)
        for name, value in fields.items():
            setattr(other, name, value)
        return family, other

    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        op = type(node.ops[0])
        if op in RELATIONS:
            for other in RELATIONS:
                if other is not op:
                    yield changed("relation", ops=[other()])
        for one, two in ((ast.In, ast.NotIn), (ast.Is, ast.IsNot)):
            if op in (one, two):
                yield changed("relation", ops=[two() if op is one else one()])
    if isinstance(node, (ast.BinOp, ast.AugAssign)) and type(node.op) in ARITHMETIC:
        for other in ARITHMETIC:
            if not isinstance(node.op, other):
                yield changed("arithmetic", op=other())
    if isinstance(node, ast.BoolOp):
        yield changed("logic", op=ast.Or() if isinstance(node.op, ast.And) else ast.And())
    if isinstance(node, ast.Constant):
        if isinstance(node.value, bool):
            yield changed("constant", value=not node.value)
        elif isinstance(node.value, (int, float)):
            for step in (1, -1):
                yield changed("constant", value=node.value + step)
    if isinstance(node, ast.IfExp):
        yield changed("condition", test=opposite(node.test))
    if isinstance(node, ast.IfExp):
        yield changed("branch", body=node.orelse, orelse=node.body)
    if isinstance(node, ast.If) and node.orelse and not leads_on(node):
        yield changed("branch", body=node.orelse, orelse=node.body)
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in names:
        for name in names:
            if name != node.id:
                yield changed("variable", id=name)
    if isinstance(node, ast.Call) and len(node.args) >= 2 and not any(isinstance(one, ast.Starred) for one in node.args):
        yield changed("arguments", args=[node.args[1], node.args[0]] + node.args[2:])
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "range":
        last = node.args[-1] if len(node.args) < 3 else node.args[1]
        for op in (ast.Add(), ast.Sub()):
            args = [ast.BinOp(one, op, ast.Constant(1)) if one is last else one for one in node.args]
            yield changed("bound", args=args)
    if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
        if isinstance(node.slice, ast.Slice):
            for name in ("lower", "upper"):
                if getattr(node.slice, name) is not None:
                    bound = copy.deepcopy(node.slice)
                    setattr(bound, name, None)
                    yield changed("bound", slice=bound)
        else:
            for op in (ast.Add(), ast.Sub()):
                yield changed("bound", slice=ast.BinOp(node.slice, op, ast.Constant(1)))
    if isinstance(node, ast.Return) and node.value is not None and not isinstance(node.value, ast.Constant):
        yield changed("result", value=opposite(node.value))


def opposite(test):
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return test.operand
    return ast.UnaryOp(ast.Not(), test)


def leads_on(node):
    """Whether an `elif` follows, which has no place of its own."""
    return len(node.orelse) == 1 and isinstance(node.orelse[0], ast.If)


def moves(node):
    """Neighbouring statements of a block in the other order, and statements that are missing."""
    for block in ("body", "orelse"):
        statements = getattr(node, block, None)
        if not isinstance(statements, list):
            continue
        for place, statement in enumerate(statements):
            if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
                continue
            other = copy.deepcopy(node)
            getattr(other, block)[place] = ast.Pass()
            yield "missing", other
            if place + 1 < len(statements) and not isinstance(statement, (ast.Return, ast.FunctionDef)):
                other = copy.deepcopy(node)
                inner = getattr(other, block)
                inner[place], inner[place + 1] = inner[place + 1], inner[place]
                yield "order", other


def names_of(function):
    named = {one.arg for one in ast.walk(function) if isinstance(one, ast.arg)}
    stored = {one.id for one in ast.walk(function) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)}
    return sorted(named | stored)


def written(node, other, source):
    """The source with a node's text replaced by that of its changed copy, indented as it was."""
    lines = source.split("\n")
    text = ast.unparse(other)
    if isinstance(node, ast.expr):
        text = "(" + text + ")" if not isinstance(other, (ast.Name, ast.Constant, ast.Call, ast.Subscript)) else text
    text = text.replace("\n", "\n" + " " * node.col_offset)
    first = lines[node.lineno - 1].encode()[: node.col_offset].decode()
    last = lines[node.end_lineno - 1].encode()[node.end_col_offset :].decode()
    return "\n".join(lines[: node.lineno - 1] + [first + text + last] + lines[node.end_lineno :])


def bugs(about):
    source = about["source"]
    tree = ast.parse(source)
    function = next(
        one for one in tree.body if isinstance(one, ast.FunctionDef) and one.name == about["function"]
    )
    names = names_of(function)
    seen = {source}
    inner = [one for statement in function.body for one in ast.walk(statement)]
    elifs = [one.orelse[0] for one in inner if isinstance(one, ast.If) and leads_on(one)]
    for node in [function, *inner]:
        if not hasattr(node, "lineno") or in_format(node, function):
            continue
        made = [(node, *one) for one in moves(node)] if node not in elifs else []
        if node is not function and node not in elifs:
            made += [(node, *one) for one in alternatives(node, names)]
        if isinstance(node, (ast.If, ast.While)):
            made.append((node.test, "condition", opposite(node.test)))
        for place, family, other in made:
            text = written(place, other, source)
            if text in seen or not compiles(text):
                continue
            seen.add(text)
            yield {"id": about["id"], "family": family, "line": node.lineno, "source": text}


def in_format(node, function):
    """Within an f-string, where nodes have no places of their own in this Python."""
    return any(
        isinstance(one, ast.JoinedStr) and any(inner is node for inner in ast.walk(one)) for one in ast.walk(function)
    )


def compiles(text):
    try:
        compile(text, "bug", "exec")
        return True
    except (SyntaxError, ValueError):
        return False


json.dump([bug for about in json.load(sys.stdin) for bug in bugs(about)], sys.stdout)
