"""The HTML machine of gen_views: follows a template's text letter by letter, so that every hole knows its position (text, attribute,
address, …) and bad markup is refused with its line. White space with a line break becomes one line break, or nothing beside a block."""

import re

VOID = set("area base br col embed hr img input link meta source track wbr".split())
BLOCK = set("""html head body title meta link script main header footer nav section article aside div p ul ol li dl dt dd
    h1 h2 h3 h4 h5 h6 table caption colgroup col thead tbody tfoot tr td th form fieldset legend select option optgroup datalist
    details summary figure figcaption hr blockquote address dialog search template noscript
    svg g path line rect circle ellipse polyline polygon text tspan use defs symbol desc clippath lineargradient stop""".split())
KEEP_SPACE = {"pre", "textarea"}
URL_ATTRS = set("href src action formaction poster cite".split())
NO_HOLES = {"srcset", "srcdoc", "ping", "http-equiv", "type", "rel", "integrity", "nonce", "target", "charset"}
SPOKEN = set("alt title placeholder label aria-label aria-description aria-roledescription aria-valuetext".split())
URL_LITERAL = re.compile(r"(/(?![/\\])|\?|#|https:|http:|mailto:|tel:|sms:)")
LETTER = re.compile(r"[^\W\d_]")
ENTITY = re.compile(r"&(#\d+|#x[0-9a-fA-F]+|[a-zA-Z][a-zA-Z0-9]*);")


class Where:
    """The position in the HTML: what decides how a hole is escaped."""

    def __init__(self):
        self.state = "text"     # text, open, tag, name, after-name, before-value, value, raw, doctype
        self.open = []          # open elements
        self.word = ""          # of the tag or attribute being read
        self.tag = self.attr = self.quote = ""
        self.closing = False
        self.said = ""          # literal part of the attribute's value
        self.url = ""           # within a URL attribute: start, part, tel, mailto, literal scheme
        self.holes = False      # the value has holes
        self.attrs = {}
        self.glued = False      # a branch ended behind an attribute's name: white space must follow
        self.pending = False    # white space with a line break waits for its neighbour
        self.after_block = True

    def mark(self):
        # A value's text itself may differ between branches; whether the URL has begun may not.
        return (self.state, tuple(self.open), self.tag, self.attr, self.quote, self.url, self.closing)

    def copy(self):
        w = Where.__new__(Where)
        w.__dict__.update(self.__dict__)
        w.open, w.attrs = list(self.open), dict(self.attrs)
        return w


class HtmlMachine:
    """Needs of its heir: where, run, loose, put(text), fail(line, rule)."""

    def literal(self, text, line):
        for c in text:
            getattr(self, "on_" + self.where.state.replace("-", "_"))(c, line)
            if c == "\n":
                line += 1

    def settle(self, drop=False):
        """The waiting white space, when its neighbour is known."""
        w = self.where
        if w.pending and not drop and not w.after_block:
            self.put("\n")
        w.pending = False

    def on_text(self, c, line):
        w = self.where
        if c == "<":
            w.state, w.word, w.closing = "open", "", False
            return
        if any(t in KEEP_SPACE for t in w.open):
            self.put(c)
            return
        if c in " \t\n":
            if c == "\n" or w.pending:
                while self.run and self.run[-1] in (" ", "\t"):
                    self.run.pop()
                w.pending = True
            elif not w.after_block:
                self.put(c)
            else:
                w.pending = True
            return
        self.settle()
        w.after_block = False
        self.put(c)

    def on_open(self, c, line):
        w = self.where
        if c == "/" and not w.word:
            w.closing = True
        elif c == "!" and not w.word:
            w.state = "doctype"
            self.settle()
            self.put("<!")
        elif re.match(r"[A-Za-z0-9-]", c):
            w.word += c
        elif c in " \t\n/>":
            self.tag_named(line)
            self.on_tag(c, line)
        else:
            self.fail(line, f"unexpected {c!r} in a tag's name")

    def tag_named(self, line):
        w = self.where
        if not w.word:
            self.fail(line, "a bare < stands for nothing: write &lt;")
        w.tag, w.attrs, w.state = w.word.lower(), {}, "tag"
        self.settle(drop=w.tag in BLOCK)
        self.put(("</" if w.closing else "<") + w.word)

    def on_doctype(self, c, line):
        if c == "-":
            self.fail(line, "no HTML comments: write {{# … }}, which costs no bytes")
        self.put(c)
        if c == ">":
            self.where.state = "text"
            self.where.after_block = True

    def on_tag(self, c, line):
        w = self.where
        if w.glued and c not in " \t\n/>":
            self.fail(line, "white space must stand between attributes")
        w.glued = False
        if c in " \t\n":
            if not self.run or self.run[-1] != " ":
                self.put(" ")
        elif c == ">":
            while self.run and self.run[-1] == " ":
                self.run.pop()
            self.put(c)
            self.tag_done(line)
        elif c == "/":
            w.attrs["/"] = ""
            self.put(c)
        elif re.match(r"[A-Za-z_:@-]", c):
            w.attr, w.state = c, "name"
            self.put(c)
        else:
            self.fail(line, f"unexpected {c!r} inside <{w.tag}>")

    def on_name(self, c, line):
        w = self.where
        if re.match(r"[A-Za-z0-9_:.-]", c):
            w.attr += c
            self.put(c)
            return
        self.attr_name(line)
        if c == "=":
            w.state = "before-value"
            self.put(c)
        else:
            w.attrs[w.attr.lower()] = ""
            w.attr, w.state = "", "tag"
            self.on_tag(c, line)

    def attr_name(self, line):
        w = self.where
        name = w.attr.lower()
        if name.startswith("on"):
            self.fail(line, f"no event handler attributes ({name}): the content security policy forbids them; use a module")
        if name == "style":
            self.fail(line, "no style attribute: the content security policy forbids it; use a class")
        if name == "srcdoc":
            self.fail(line, "no srcdoc")
        if name in w.attrs:
            self.fail(line, f"{name} is here twice")

    def on_before_value(self, c, line):
        w = self.where
        if c not in "\"'":
            self.fail(line, f"the value of {w.attr} must stand in quotes")
        w.quote, w.said, w.holes, w.state = c, "", False, "value"
        w.url = "start" if w.attr.lower() in URL_ATTRS or w.attr.lower() == "xlink:href" else ""
        self.put(c)

    def on_value(self, c, line):
        w = self.where
        if c == w.quote:
            self.value_done(line)
            self.put(c)
            w.attrs[w.attr.lower()] = w.said
            w.attr, w.quote, w.url, w.state = "", "", "", "tag"
            return
        w.said += c
        if w.url == "start":
            w.url = "literal"
        elif w.url in ("tel", "mailto") and c == "?":
            w.url = "part"
        self.put(c)

    def value_done(self, line):
        w = self.where
        name = w.attr.lower()
        if name in SPOKEN and LETTER.search(ENTITY.sub("", w.said)):
            self.fail(line, f"hard-coded words in {name}: take them from a message, {{{{t …}}}}")
        if name in URL_ATTRS and w.url == "literal" and not URL_LITERAL.match(w.said):
            self.fail(line, f'{name}="{w.said}": an address begins with / ? # https: mailto: tel: or sms:')

    def tag_done(self, line):
        w = self.where
        t, closed = w.tag, "/" in w.attrs
        if t == "input" and w.attrs.get("type") in ("submit", "button", "reset") and LETTER.search(w.attrs.get("value", "")):
            self.fail(line, "hard-coded words in value: take them from a message, {{t …}}")
        if t == "img" and "alt" not in w.attrs:
            self.fail(line, "<img> needs alt")
        w.state, w.after_block = "text", t in BLOCK
        if w.closing:
            if not w.open and self.loose:
                pass
            elif not w.open or w.open[-1] != t:
                self.fail(line, f"</{t}> closes nothing: open is {'<' + w.open[-1] + '>' if w.open else 'nothing'}")
            else:
                w.open.pop()
        elif t in ("script", "style"):
            if t == "style" or "src" not in w.attrs:
                self.fail(line, f"no inline <{t}>: the content security policy forbids it")
            w.state = "raw"
            w.word = ""
        elif t not in VOID and not closed:
            w.open.append(t)
        w.tag, w.attrs, w.closing = "", {}, False

    def on_raw(self, c, line):
        w = self.where
        w.word += c
        if not "</script>".startswith(w.word):
            self.fail(line, "no inline <script>: the content security policy forbids it")
        if w.word == "</script>":
            self.put(w.word)
            w.state, w.word, w.after_block = "text", "", True
