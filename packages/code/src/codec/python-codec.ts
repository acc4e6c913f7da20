/**
 * The codec in Python: `encode(value)` and `decode(text)` as in codec.ts. It takes only what the interpreter has built
 * in, because importing json would double the time that a sandbox takes to start. Subclasses are told as what they derive
 * from, without calling any method of theirs.
 */
export const pythonCodec = String.raw`
import _json as _codec_json
import sys as _codec_sys

class CodecError(TypeError):
    pass

def _make_codec():
    quote = _codec_json.encode_basestring_ascii
    get_limit = getattr(_codec_sys, "get_int_max_str_digits", lambda: 0)
    infinity = float("inf")
    named = {"nan": float("nan"), "inf": infinity, "-inf": -infinity, "-0": -0.0}

    def whole(value):
        if -9007199254740991 <= value <= 9007199254740991:
            return int.__repr__(value)
        limit = get_limit()
        # Where str() refuses or takes for ever, hexadecimal does not.
        if value.bit_length() > 12000 or (limit and value.bit_length() > 3 * limit):
            return '{"$int":"%s"}' % hex(value)
        return '{"$int":"%s"}' % int.__repr__(value)

    def real(value):
        if value != value:
            return '{"$float":"nan"}'
        if value in (infinity, -infinity):
            return '{"$float":"%s"}' % ("inf" if value > 0 else "-inf")
        if value == 0 and float.__repr__(value)[0] == "-":
            return '{"$float":"-0"}'
        text = float.__repr__(value)
        return '{"$float":%s}' % text if float.is_integer(value) else text

    def many(values, depth):
        return "[" + ",".join([encode(value, depth) for value in values]) + "]"

    def mapping(value, depth):
        keys = [*dict.keys(value)]
        plain = all(type(key) is str and key[:1] != "$" and not key[:1].isdigit() and key != "__proto__" for key in keys)
        if plain:
            return "{" + ",".join([quote(key) + ":" + encode(part, depth) for key, part in dict.items(value)]) + "}"
        pairs = ["[" + encode(key, depth + 1) + "," + encode(part, depth + 1) + "]" for key, part in dict.items(value)]
        return '{"$dict":[' + ",".join(pairs) + "]}"

    def unordered(values, depth):
        # The order of a set is nobody's business, and differs from run to run.
        return "[" + ",".join(sorted([encode(value, depth) for value in values])) + "]"

    def encode(value, depth=0):
        if depth > 64:
            raise CodecError("the value is nested deeper than 64")
        if value is None:
            return "null"
        if value is True:
            return "true"
        if value is False:
            return "false"
        kind = type(value)
        if kind is str:
            return quote(value)
        if kind is int:
            return whole(value)
        if kind is float:
            return real(value)
        if kind is list:
            return many(value, depth + 1)
        return other(value, kind.__mro__, depth)

    def other(value, kinds, depth):
        if str in kinds:
            return quote(str.__str__(value))
        if int in kinds:
            return whole(int.__add__(value, 0))
        if float in kinds:
            return real(float.__float__(value))
        if list in kinds:
            return many(list.__iter__(value), depth + 1)
        if tuple in kinds:
            return '{"$tuple":' + many(tuple.__iter__(value), depth + 1) + "}"
        if dict in kinds:
            return mapping(value, depth + 1)
        if set in kinds:
            return '{"$set":' + unordered(set.__iter__(value), depth + 1) + "}"
        if frozenset in kinds:
            return '{"$frozenset":' + unordered(frozenset.__iter__(value), depth + 1) + "}"
        if bytes in kinds:
            return '{"$bytes":"%s"}' % bytes.hex(value)
        if bytearray in kinds:
            return '{"$bytes":"%s"}' % bytearray.hex(value)
        if complex in kinds:
            parts = (complex.real.__get__(value), complex.imag.__get__(value))
            return '{"$complex":[%s,%s]}' % (real(parts[0]), real(parts[1]))
        if range in kinds:
            return '{"$range":[%s,%s,%s]}' % (whole(value.start), whole(value.stop), whole(value.step))
        raise CodecError("a value of type " + kinds[0].__name__ + " is no plain data")

    def integer(text):
        return int(text, 16) if "x" in text else from_decimal(text)

    def from_decimal(text):
        # In pieces, since int() refuses more than some 4000 digits.
        negative, digits, value = text[0] == "-", text.lstrip("-"), 0
        for start in range(0, len(digits), 4000):
            piece = digits[start : start + 4000]
            value = value * 10 ** len(piece) + int(piece)
        return -value if negative else value

    tags = {
        "$int": integer,
        "$float": lambda content: named[content] if type(content) is str else float(content),
        "$complex": lambda content: complex(*content),
        "$tuple": tuple,
        "$set": set,
        "$frozenset": frozenset,
        "$bytes": bytes.fromhex,
        "$range": lambda content: range(*content),
        "$dict": lambda content: {key: value for key, value in content},
        "$undefined": lambda content: None,
    }

    def tagged(found):
        if len(found) == 1:
            for key, content in found.items():
                if key in tags:
                    return tags[key](content)
        return found

    class Context:
        strict = False
        object_hook = staticmethod(tagged)
        object_pairs_hook = None
        parse_float = float
        parse_int = int
        parse_constant = None

    scan = _codec_json.make_scanner(Context)

    def decode(text):
        return scan(text, 0)[0]

    return encode, decode

encode, decode = _make_codec()
`
