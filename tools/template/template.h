/* The template compiler: HTML files with declared data in, C out (docs/templates.md says what the language is).
 *
 * Order of work: lexer.c cuts every file into literals and directives; types.c reads all declarations of all files; parse.c then walks
 * each file once, feeding literals to html.c, which knows at every byte in what part of HTML it stands, and writing C as it goes;
 * emit.c makes the header, JSON, CSV and descriptors. A value gets its escaping from where html.c stands, so nobody chooses it.
 *
 * Memory: everything lives in the compiler's own chunks and goes at once. Errors: fail() jumps to template_compile_memory(), which
 * returns the message; there is at most one, and nothing is written then. */
#ifndef TEMPLATE_H
#define TEMPLATE_H
#include <setjmp.h>
#include <stdbool.h>
#include <stddef.h>

struct source { const char *name, *text; size_t n; };
struct template_result {
	char *code, *header, *pot;       /* malloc'ed, NUL-terminated; NULL after an error */
	char error[600];                 /* "file:line: message" */
};
/* The whole compiler. `icons`: the text of the list of icons, NULL accepts every name. False: only result->error is set. */
bool template_compile_memory(const struct source *, size_t n, const char *icons, struct template_result *);
void template_result_free(struct template_result *);

/* memory.c: chunks, growing text, failing */
struct compiler;
struct text { char *p; size_t n, cap; };         /* p is NUL-terminated once anything was added */

void *get(struct compiler *, size_t bytes);      /* zeroed */
char *get_string(struct compiler *, const char *, size_t n);
char *get_format(struct compiler *, const char *format, ...) __attribute__((format(printf, 2, 3)));
void text_add(struct compiler *, struct text *, const char *, size_t n);
void text_str(struct compiler *, struct text *, const char *);
void text_char(struct compiler *, struct text *, char);
void text_format(struct compiler *, struct text *, const char *format, ...) __attribute__((format(printf, 3, 4)));
void text_quote(struct compiler *, struct text *, const char *, size_t n);   /* as a C (and .po) string, with the quotes */
_Noreturn void fail(struct compiler *, const char *file, int line, const char *format, ...) __attribute__((format(printf, 4, 5)));

/* lexer.c */
enum token_kind { T_END, T_NAME, T_STRING, T_NUMBER, T_PUNCT, T_EQUAL, T_DIFFER };
struct token { enum token_kind kind; char punct; int line; const char *text; };
struct piece {
	bool directive;
	int line;
	const char *p; size_t n;         /* a literal's bytes */
	struct token *token;             /* a directive's words, ending with T_END; a comment has none */
};
struct file {
	const char *name;
	struct piece *piece; size_t n;
	enum unit_kind { UNIT_PAGE, UNIT_LAYOUT, UNIT_FRAGMENT, UNIT_TYPE } kind;
	const char *unit, *layout, *csv; /* its name; a page's frame; the list that is also CSV */
	int csv_line;
	struct type *type;               /* its data; NULL for a layout */
	struct text *code;
};
void lex_file(struct compiler *, const struct source *, struct file *);

/* types.c */
enum base { B_TEXT, B_URL, B_INT, B_ID, B_BOOL, B_TIME, B_DAY, B_REAL, B_STRUCT };
struct member {
	struct member *next;
	const char *name, *type_name;
	enum base base;
	const struct type *type;         /* of a B_STRUCT */
	bool nullable, list, private;
	int line;
};
struct type {
	struct type *next;
	const char *name, *file;
	int line;
	struct member *members;
	int state;                       /* while ordering: 0 new, 1 under way, 2 written */
};
void types_read(struct compiler *);              /* from all files; fails on anything unknown, doubled or endless */
const struct type *type_find(const struct compiler *, const char *name);
const struct member *member_find(const struct type *, const char *name);
const char *base_name(enum base);
const char *base_c(enum base);

/* html.c */
enum where {
	H_TEXT, H_OPEN, H_NAME, H_BETWEEN, H_AFTER, H_ATTR, H_EQUAL, H_VALUE, H_SLASH, H_CLOSE_START, H_CLOSE, H_CLOSE_END, H_BANG, H_COMMENT
};
enum url { U_START, U_PREFIX, U_PARTS, U_TEL, U_WHOLE };
enum attr_kind { A_PLAIN, A_URL, A_STATIC, A_METHOD };
enum context { C_TEXT, C_ATTR, C_URL, C_PART, C_TEL };
enum { HTML_DEPTH = 64, HTML_NAME = 40, HTML_PREFIX = 100 };
struct html {
	enum where where;
	const char *open[HTML_DEPTH];    /* the elements that are open */
	int depth;
	char tag[HTML_NAME], attr[HTML_NAME], prefix[HTML_PREFIX];   /* prefix: a url's or method's text so far */
	size_t bang;                     /* how far "<!--" or "-->" is seen; a comment is dropped */
	enum attr_kind attr_kind;
	enum url url;
	bool post;                       /* this tag has method="post" */
	bool comment;
	bool space;                      /* what was written last is white space */
};
struct walk;
void html_literal(struct walk *, const char *, size_t);
enum context html_value(struct walk *, enum base);       /* a value stands here: how to escape it; fails where none may stand */
void html_asset(struct walk *);                          /* an asset's address stands here */
void html_block(struct walk *, const char *what);        /* something that writes elements stands here */
void html_directive(struct walk *);                      /* a control directive ends a name that was being read */
void html_join(struct walk *, struct html *to, const struct html *from, const char *what);
void html_end(struct walk *);                            /* the file's end: all is closed */

/* parse.c */
struct value {
	enum base base;
	const struct type *type;
	bool list, maybe_null;
	const char *c, *count;           /* C: the value, of a struct its pointer, of a list its first; a list's length */
};
struct variable { struct variable *next; const char *name; struct value value; };
struct walk {
	struct compiler *c;
	struct file *file;
	int line;
	size_t piece;
	const struct token *t;           /* the next word of the directive being read */
	struct html html;
	struct text literal;             /* not yet written */
	struct text code;
	struct variable *variables;
	int nesting;
};
void walk_file(struct compiler *, struct file *);
void code_flush(struct walk *);                          /* writes the literal */
_Noreturn void walk_fail(struct walk *, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* value.c: paths, conditions, filters, messages */
struct value value_read(struct walk *);
const char *condition_read(struct walk *);
void value_write(struct walk *);
void message_write(struct walk *);
void plural_write(struct walk *);
void out_in_context(struct walk *, enum context, const char *text);
const char *word_take(struct walk *, enum token_kind, const char *what);
bool punct_take(struct walk *, char);
void directive_end(struct walk *);

/* emit.c */
void emit_all(struct compiler *, struct template_result *);
void emit_message(struct compiler *, const char *file, int line, const char *one, const char *many);

struct message { struct message *next; const char *one, *many; struct text where; };
struct compiler {
	struct chunk *chunks;
	jmp_buf failed;
	char error[600];
	struct file *files; size_t n;
	struct type *types, **types_end;
	struct message *messages, **messages_end;
	const char *icons;
};
bool icon_known(const struct compiler *, const char *name);
#endif
