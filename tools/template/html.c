/* Where in HTML a byte stands: a small, strict state machine. It follows the WHATWG tokenizer where pages of ours go and refuses the
 * rest (unquoted attributes, inline script and style, tags that are not balanced), so that what it knows about a place is true. */
#include <string.h>
#include <strings.h>
#include "template.h"

static bool one_of(const char *name, const char *const *list)
{
	for (; *list; list++)
		if (!strcasecmp(name, *list))
			return true;
	return false;
}

static const char *const void_elements[] = { "area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr", NULL };
/* Elements that run code, change what addresses mean, or read their content by rules of their own. */
static const char *const refused_elements[] = { "style", "base", "iframe", "object", "applet", "frame", "frameset", "animate", "set",
	"animatetransform", "animatemotion", "plaintext", "xmp", "noembed", "noframes", "listing", NULL };
static const char *const url_attributes[] = { "href", "src", "action", "formaction", NULL };
/* Attributes that take addresses in other shapes, or decide what a tag does: only literal. */
static const char *const static_attributes[] = { "srcset", "imagesrcset", "poster", "data", "cite", "ping", "manifest", "background",
	"longdesc", "xlink:href", "xml:base", "attributename", "type", "rel", "target", "is", "nonce", "integrity", "enctype", "sandbox", NULL };
static const char *const refused_attributes[] = { "style", "srcdoc", "http-equiv", "formmethod", NULL };

static bool space(char ch)
{
	return ch == ' ' || ch == '\n' || ch == '\t' || ch == '\r';
}

static bool name_char(char ch)
{
	return (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') || (ch >= '0' && ch <= '9') || ch == '-' || ch == '_' || ch == ':' || ch == '.';
}

static const char *inside(const struct html *h)
{
	return h->depth ? h->open[h->depth - 1] : "";
}

/* title and textarea hold text in which only their own end tag is a tag */
static bool raw_text(const struct html *h)
{
	return !strcasecmp(inside(h), "textarea") || !strcasecmp(inside(h), "title");
}

static bool keeps_space(const struct html *h)
{
	for (int i = 0; i < h->depth; i++)
		if (!strcasecmp(h->open[i], "pre") || !strcasecmp(h->open[i], "textarea"))
			return true;
	return false;
}

static bool is_open(const struct html *h, const char *name)
{
	for (int i = 0; i < h->depth; i++)
		if (!strcasecmp(h->open[i], name))
			return true;
	return false;
}

static void put(struct walk *w, char ch)
{
	text_char(w->c, &w->literal, ch);
	w->html.space = space(ch);
}

static void name_add(struct walk *w, char *name, size_t room, char ch)
{
	size_t n = strlen(name);
	if (n + 2 > room)
		walk_fail(w, "this name or address is too long to be checked: %s…", name);
	name[n] = ch;
	name[n + 1] = 0;
}

/* The tag's ">": what is open from here on. */
static void tag_done(struct walk *w, bool self_closed)
{
	struct html *h = &w->html;
	put(w, '>');
	h->where = H_TEXT;
	bool is_void = one_of(h->tag, void_elements);
	if (self_closed && !is_void && !is_open(h, "svg"))
		walk_fail(w, "<%s/> does not close itself in HTML: write <%s></%s>", h->tag, h->tag, h->tag);
	if (!is_void && !self_closed) {
		if (h->depth == HTML_DEPTH)
			walk_fail(w, "tags are nested too deep");
		h->open[h->depth++] = get_string(w->c, h->tag, strlen(h->tag));
	}
	if (!strcasecmp(h->tag, "textarea"))
		put(w, '\n');                            /* HTML drops the first line end; the text's own must stay */
	if (h->post) {
		code_flush(w);
		text_str(w->c, &w->code, "\tout_hidden(b, r);\n");
	}
	h->post = false;
	h->tag[0] = h->attr[0] = 0;
}

static void tag_named(struct walk *w)
{
	struct html *h = &w->html;
	if (one_of(h->tag, refused_elements))
		walk_fail(w, "<%s> is not allowed in a template", h->tag);
	if (!strcasecmp(h->tag, "form") && is_open(h, "form"))
		walk_fail(w, "a form cannot stand in a form");
}

static void tag_close(struct walk *w)
{
	struct html *h = &w->html;
	if (one_of(h->tag, void_elements))
		walk_fail(w, "</%s>: this element has no end tag", h->tag);
	if (!h->depth)
		walk_fail(w, "</%s> closes nothing that is open", h->tag);
	if (strcmp(inside(h), h->tag))
		walk_fail(w, "</%s> found where </%s> should come", h->tag, inside(h));
	h->depth--;
	h->tag[0] = 0;
	h->where = H_TEXT;
	put(w, '>');
}

static void attr_named(struct walk *w)
{
	struct html *h = &w->html;
	if (!strncasecmp(h->attr, "on", 2))
		walk_fail(w, "%s=: no inline script (the page's policy blocks it)", h->attr);
	if (one_of(h->attr, refused_attributes))
		walk_fail(w, "the attribute %s is not allowed in a template", h->attr);
	h->attr_kind = one_of(h->attr, url_attributes) ? A_URL : one_of(h->attr, static_attributes) ? A_STATIC
		: !strcasecmp(h->attr, "method") ? A_METHOD : A_PLAIN;
	h->url = U_START;
	h->prefix[0] = 0;
}

static size_t host_length(const char *p)
{
	size_t n = 0;
	while (name_char(p[n]) && p[n] != '_')
		n++;
	return n;
}

/* A literal beginning after which no value can change scheme or host. "/" alone is not: an empty value and the next "/" make "//". */
static bool prefix_fixed(const char *p)
{
	if (*p == '#' || *p == '?')
		return true;
	if (*p == '/')
		return p[1] && (name_char(p[1]) || strchr("?#~", p[1]));
	if (!strncmp(p, "mailto:", 7))
		return true;
	size_t scheme = !strncmp(p, "https://", 8) ? 8 : !strncmp(p, "http://", 7) ? 7 : 0;
	size_t host = scheme ? host_length(p + scheme) : 0;
	return host && p[scheme + host] && strchr("/?#", p[scheme + host]);
}

static bool prefix_whole(const char *p)
{
	size_t scheme = !strncmp(p, "https://", 8) ? 8 : !strncmp(p, "http://", 7) ? 7 : 0;
	return !strcmp(p, "/") || prefix_fixed(p) || (scheme && host_length(p + scheme) && !p[scheme + host_length(p + scheme)]);
}

static void url_char(struct walk *w, char ch)
{
	struct html *h = &w->html;
	if (h->url == U_WHOLE)
		walk_fail(w, "nothing may follow a whole address in %s", h->attr);
	if (h->url == U_PARTS || h->url == U_TEL) {
		if (h->url == U_TEL && !((ch >= '0' && ch <= '9') || ch == '+'))
			walk_fail(w, "after tel: come only digits and +");
		return;
	}
	name_add(w, h->prefix, sizeof h->prefix, ch);
	h->url = !strcmp(h->prefix, "tel:") ? U_TEL : prefix_fixed(h->prefix) ? U_PARTS : U_PREFIX;
}

static void value_done(struct walk *w)
{
	struct html *h = &w->html;
	if (h->attr_kind == A_URL && (h->url == U_START || (h->url == U_PREFIX && !prefix_whole(h->prefix))))
		walk_fail(w, "an address begins with / # ? https:// http:// tel: or mailto:, not with \"%s\"", h->prefix);
	if (h->attr_kind == A_METHOD && !strcasecmp(h->tag, "form")) {
		h->post = !strcasecmp(h->prefix, "post");
		if (!h->post && strcasecmp(h->prefix, "get") && strcasecmp(h->prefix, "dialog"))
			walk_fail(w, "a form's method is post, get or dialog");
	}
	h->attr[0] = h->prefix[0] = 0;
	h->attr_kind = A_PLAIN;
	h->url = U_START;
	h->where = H_AFTER;
	put(w, '"');
}

static void between(struct walk *w, char ch)
{
	struct html *h = &w->html;
	if (space(ch)) {
		if (h->where == H_AFTER)
			put(w, ' ');
		h->where = H_BETWEEN;
	} else if (ch == '>')
		tag_done(w, false);
	else if (ch == '/') {
		h->where = H_SLASH;
		put(w, '/');
	} else if (h->where == H_AFTER)
		walk_fail(w, "a space must come before the next attribute of <%s>", h->tag);
	else if (!name_char(ch))
		walk_fail(w, "'%c' where an attribute of <%s> should begin", ch < ' ' || ch > '~' ? '?' : ch, h->tag);
	else {
		h->where = H_ATTR;
		h->attr[0] = 0;
		name_add(w, h->attr, sizeof h->attr, ch);
		put(w, ch);
	}
}

static void in_tag(struct walk *w, char ch)
{
	struct html *h = &w->html;
	if ((h->where == H_NAME || h->where == H_ATTR) && name_char(ch)) {
		name_add(w, h->where == H_NAME ? h->tag : h->attr, HTML_NAME, ch);
		put(w, ch);
	} else if (h->where == H_NAME) {
		tag_named(w);
		h->where = H_AFTER;
		between(w, ch);
	} else if (h->where == H_ATTR) {
		attr_named(w);
		h->where = ch == '=' ? H_EQUAL : H_AFTER;
		if (ch == '=')
			put(w, ch);
		else
			between(w, ch);
	} else if (h->where == H_EQUAL) {
		if (ch != '"')
			walk_fail(w, "the value of %s must stand in double quotes", h->attr);
		h->where = H_VALUE;
		put(w, ch);
	} else if (h->where == H_SLASH) {
		if (ch != '>')
			walk_fail(w, "/ in <%s> must be followed by >", h->tag);
		tag_done(w, true);
	} else
		between(w, ch);
}

static void in_value(struct walk *w, char ch)
{
	struct html *h = &w->html;
	if (ch == '"') {
		value_done(w);
		return;
	}
	if (h->attr_kind == A_URL)
		url_char(w, ch);
	else if (h->attr_kind == A_METHOD)
		name_add(w, h->prefix, sizeof h->prefix, ch);
	put(w, ch);
}

static void in_close(struct walk *w, char ch)
{
	struct html *h = &w->html;
	if (h->where == H_CLOSE_START && name_char(ch)) {
		h->where = H_CLOSE;
		h->tag[0] = 0;
	}
	if (h->where == H_CLOSE && name_char(ch)) {
		name_add(w, h->tag, sizeof h->tag, ch);
		put(w, ch);
	} else if (ch == '>' && h->where != H_CLOSE_START)
		tag_close(w);
	else if (space(ch) && h->where != H_CLOSE_START)
		h->where = H_CLOSE_END;
	else
		walk_fail(w, "</ must be followed by a name and >");
}

/* After "<!": a comment, which is left out, or the doctype. */
static void in_bang(struct walk *w, char ch)
{
	static const char doctype[] = "doctype html>";
	struct html *h = &w->html;
	if (h->comment) {
		if (ch == '-')
			h->bang = h->bang < 2 ? h->bang + 1 : 2;
		else if (ch == '>' && h->bang == 2) {
			h->where = H_TEXT;
			h->comment = false;
		} else
			h->bang = 0;
		return;
	}
	name_add(w, h->prefix, sizeof h->prefix, ch);
	size_t n = strlen(h->prefix);
	if (!strcmp(h->prefix, "--")) {
		h->comment = true;
		h->bang = 0;
	} else if (!strcasecmp(h->prefix, doctype)) {
		text_str(w->c, &w->literal, "<!doctype html>");
		h->where = H_TEXT;
	} else if (strcmp(h->prefix, "-") && strncasecmp(h->prefix, doctype, n))
		walk_fail(w, "<! begins a comment (<!-- -->) or <!doctype html>");
}

static void in_open(struct walk *w, char ch)
{
	struct html *h = &w->html;
	h->tag[0] = h->attr[0] = h->prefix[0] = 0;
	h->post = false;
	if (ch == '!') {
		h->where = H_BANG;
		return;
	}
	put(w, '<');
	if (ch == '/')
		h->where = H_CLOSE_START;
	else if ((ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z')) {
		h->where = H_NAME;
		name_add(w, h->tag, sizeof h->tag, ch);
	} else
		walk_fail(w, "< begins a tag; write &lt; for the sign");
	put(w, ch);
}

/* Element text: returns how many bytes it took (a run of white space goes at once). */
static size_t in_text(struct walk *w, const char *p, size_t n)
{
	struct html *h = &w->html;
	if (*p == '<') {
		size_t name = strlen(inside(h));
		if (raw_text(h) && !(n > name + 2 && p[1] == '/' && !strncmp(p + 2, inside(h), name)))
			walk_fail(w, "only text may stand in <%s>", inside(h));
		h->where = H_OPEN;
		return 1;
	}
	if (!space(*p)) {
		if (!strcasecmp(inside(h), "script"))
			walk_fail(w, "a script's text goes into a file of its own");
		put(w, *p);
		return 1;
	}
	if (keeps_space(h)) {
		put(w, *p);
		return 1;
	}
	size_t run = 0;
	bool line = false;
	for (; run < n && space(p[run]); run++)
		line |= p[run] == '\n';
	if (!h->space)
		put(w, line ? '\n' : ' ');
	return run;
}

void html_literal(struct walk *w, const char *p, size_t n)
{
	for (size_t i = 0; i < n; ) {
		int line = p[i] == '\n';
		size_t took = 1;
		switch (w->html.where) {
		case H_TEXT:
			took = in_text(w, p + i, n - i);
			for (size_t k = 1; k < took; k++)
				line += p[i + k] == '\n';
			break;
		case H_OPEN:
			in_open(w, p[i]);
			break;
		case H_VALUE:
			in_value(w, p[i]);
			break;
		case H_CLOSE_START: case H_CLOSE: case H_CLOSE_END:
			in_close(w, p[i]);
			break;
		case H_BANG: case H_COMMENT:
			in_bang(w, p[i]);
			break;
		default:
			in_tag(w, p[i]);
		}
		w->line += line;
		i += took;
	}
}

static void refuse_place(struct walk *w, const char *what)
{
	const struct html *h = &w->html;
	switch (h->where) {
	case H_EQUAL:
		walk_fail(w, "%s cannot stand in an unquoted attribute: write %s=\"…\"", what, h->attr);
	case H_BANG: case H_COMMENT:
		walk_fail(w, "%s cannot stand in a comment", what);
	case H_BETWEEN: case H_AFTER: case H_ATTR:
		walk_fail(w, "%s cannot be an attribute's name", what);
	default:
		walk_fail(w, "%s cannot stand in a tag", what);
	}
}

static enum context url_value(struct walk *w, enum base base)
{
	struct html *h = &w->html;
	if (!strcasecmp(h->tag, "script") || !strcasecmp(h->tag, "embed"))
		walk_fail(w, "the address of a <%s> cannot be a value: use {{asset \"…\"}}", h->tag);
	if (h->url == U_START) {
		if (base != B_URL)
			walk_fail(w, "%s begins with a value: only one of type url may be a whole address; others follow a literal beginning", h->attr);
		h->url = U_WHOLE;
		return C_URL;
	}
	if (h->url == U_TEL)
		return C_TEL;
	if (h->url != U_PARTS)
		walk_fail(w, h->url == U_WHOLE ? "nothing may follow a whole address in %s"
			: "in %s a value must follow a beginning that fixes where it goes, such as \"/households/\" or \"https://example.nl/\"", h->attr);
	return C_PART;
}

enum context html_value(struct walk *w, enum base base)
{
	struct html *h = &w->html;
	h->space = false;
	if (h->where == H_TEXT) {
		if (!strcasecmp(inside(h), "script"))
			walk_fail(w, "a value cannot stand in a script");
		return C_TEXT;
	}
	if (h->where != H_VALUE)
		refuse_place(w, "a value");
	if (h->attr_kind == A_STATIC || h->attr_kind == A_METHOD)
		walk_fail(w, "%s cannot hold a value: write it out", h->attr);
	return h->attr_kind == A_URL ? url_value(w, base) : C_ATTR;
}

void html_asset(struct walk *w)
{
	struct html *h = &w->html;
	if (h->where != H_VALUE || h->attr_kind != A_URL || h->url != U_START)
		walk_fail(w, "{{asset}} stands at the beginning of href or src");
	h->url = U_PARTS;
	h->space = false;
}

void html_block(struct walk *w, const char *what)
{
	if (w->html.where != H_TEXT || raw_text(&w->html) || !strcasecmp(inside(&w->html), "script"))
		walk_fail(w, "{{%s}} writes elements and cannot stand in a tag or in <%s>", what, *inside(&w->html) ? inside(&w->html) : w->html.tag);
	w->html.space = false;
}

void html_directive(struct walk *w)
{
	struct html *h = &w->html;
	if (h->where == H_NAME) {
		tag_named(w);
		h->where = H_AFTER;
	} else if (h->where == H_ATTR) {
		attr_named(w);
		h->attr[0] = 0;
		h->where = H_AFTER;
	} else if (h->where == H_VALUE && h->attr_kind == A_METHOD)
		walk_fail(w, "a form's method must be written out");
	else if (h->where != H_TEXT && h->where != H_BETWEEN && h->where != H_AFTER && h->where != H_VALUE)
		refuse_place(w, "a directive");
}

static bool same_elements(const struct html *a, const struct html *b)
{
	if (a->depth != b->depth)
		return false;
	for (int i = 0; i < a->depth; i++)
		if (strcmp(a->open[i], b->open[i]))
			return false;
	return true;
}

static bool could_end(const struct html *h)
{
	return h->url == U_PARTS || h->url == U_WHOLE || (h->url == U_PREFIX && prefix_whole(h->prefix));
}

/* Two ways lead here; they must have left HTML in the same place. What is only stricter on one of them becomes so for both. */
void html_join(struct walk *w, struct html *to, const struct html *from, const char *what)
{
	enum where a = to->where, b = from->where;
	bool tag = (a == H_BETWEEN || a == H_AFTER) && (b == H_BETWEEN || b == H_AFTER);
	if (!same_elements(to, from))
		walk_fail(w, "the branches of {{%s}} leave different tags open (%s, %s)", what,
			to->depth ? to->open[to->depth - 1] : "none", from->depth ? from->open[from->depth - 1] : "none");
	if ((a != b && !tag) || strcmp(to->tag, from->tag) || strcmp(to->attr, from->attr) || to->post != from->post)
		walk_fail(w, "the branches of {{%s}} do not end in the same place of HTML", what);
	if (a != b)
		to->where = H_AFTER;
	to->space &= from->space;
	if (a == H_VALUE && to->attr_kind == A_URL && (to->url != from->url || (to->url == U_PREFIX && strcmp(to->prefix, from->prefix)))) {
		if (!could_end(to) || !could_end(from))
			walk_fail(w, "the branches of {{%s}} do not leave %s with the same kind of address", what, to->attr);
		to->url = U_WHOLE;
	}
}

void html_end(struct walk *w)
{
	if (w->html.where != H_TEXT)
		walk_fail(w, "the file ends inside a tag or comment");
	if (w->html.depth)
		walk_fail(w, "<%s> is not closed", inside(&w->html));
}
