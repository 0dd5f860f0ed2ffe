/* Declared fields as HTML: label, hint, control, message. Everything escaped here, since these are not templates. */
#include <assert.h>
#include "fields.h"
#include "render.h"

static const char *label_of(const struct fields *f, const struct field_value *v)
{
	return v->label ? v->label : tr(f->lang, v->field->label ? v->field->label : v->field->name);
}

static const char *hint_of(const struct fields *f, const struct field_value *v)
{
	return v->hint ? v->hint : v->field->hint ? tr(f->lang, v->field->hint) : NULL;
}

static void out_message(struct buf *o, const struct field_value *v)
{
	if (!v->error)
		return;
	BUF_TEXTS(o, "<p class=\"field__error\" id=\"", v->field->name, "-error\">");
	out_icon(o, "alert-circle");
	buf_str(o, "<span>");
	out_text(o, v->error);
	buf_str(o, "</span></p>");
}

static void out_hint(struct buf *o, const struct fields *f, const struct field_value *v)
{
	const char *hint = hint_of(f, v);
	if (!hint)
		return;
	BUF_TEXTS(o, "<p class=\"field__hint\" id=\"", v->field->name, "-hint\">");
	out_text(o, hint);
	buf_str(o, "</p>");
}

static void out_described(struct buf *o, const struct fields *f, const struct field_value *v)
{
	bool hint = hint_of(f, v) != NULL;
	if (hint || v->error)
		BUF_TEXTS(o, " aria-describedby=\"", hint ? v->field->name : NULL, hint ? "-hint" : NULL, hint && v->error ? " " : NULL,
			v->error ? v->field->name : NULL, v->error ? "-error" : NULL, "\"");
	if (v->error)
		buf_str(o, " aria-invalid=\"true\"");
}

static void out_input(struct buf *o, const struct fields *f, const struct field_value *v, const char *type, const char *more)
{
	BUF_TEXTS(o, "<input class=\"input\" id=\"", v->field->name, "\" name=\"", v->field->name, "\" type=\"", type, "\"", more);
	if (v->field->max && !strcmp(type, "text"))
		buf_printf(o, " maxlength=\"%d\"", v->field->max);
	buf_str(o, " value=\"");
	out_attr(o, v->text);
	buf_char(o, '"');
	out_described(o, f, v);
	buf_char(o, '>');
}

/* What was typed is not written back: the page may stay open on a shared screen. */
static void out_password(struct buf *o, const struct fields *f, const struct field_value *v)
{
	const struct field_value empty = { .field = v->field, .error = v->error, .label = v->label, .hint = v->hint, .text = "" };
	bool chosen = !strncmp(v->field->name, "new_", 4);
	out_input(o, f, &empty, "password", chosen ? " autocomplete=\"new-password\"" : " autocomplete=\"current-password\"");
}

static void out_area(struct buf *o, const struct fields *f, const struct field_value *v)
{
	bool large = !v->field->max || v->field->max > 300;
	BUF_TEXTS(o, "<textarea class=\"input", large ? "" : " input--short", "\" id=\"", v->field->name, "\" name=\"", v->field->name, "\" rows=\"", large ? "5" : "2", "\"");
	out_described(o, f, v);
	buf_str(o, ">\n");
	out_text(o, v->text);
	buf_str(o, "</textarea>");
}

static void out_option(struct buf *o, const char *value, const char *label, bool chosen)
{
	buf_str(o, "<option value=\"");
	out_attr(o, value);
	BUF_TEXTS(o, "\"", chosen ? " selected>" : ">");
	out_text(o, label);
	buf_str(o, "</option>");
}

static void out_select(struct buf *o, const struct fields *f, const struct field_value *v)
{
	BUF_TEXTS(o, "<select class=\"input\" id=\"", v->field->name, "\" name=\"", v->field->name, "\"");
	out_described(o, f, v);
	buf_char(o, '>');
	if (!v->field->required || !*v->text)
		out_option(o, "", tr(f->lang, N_("Kies …")), !*v->text);
	for (const struct code *c = v->field->codes ? v->field->codes->list : NULL; c && c->code; c++)
		out_option(o, c->code, tr(f->lang, c->label), !strcmp(c->code, v->text));
	for (size_t i = 0; i < v->choices_n; i++)
		out_option(o, v->choices[i].value, v->choices[i].label, !strcmp(v->choices[i].value, v->text));
	buf_str(o, "</select>");
}

/* One round or square choice of a group. The first carries the field's id, so that a message can lead to it. */
static void out_choice(struct buf *o, const struct fields *f, const struct field_value *v, const char *type, const char *value, const char *label,
	bool on, bool first)
{
	BUF_TEXTS(o, "<label class=\"choice\"><input type=\"", type, "\" name=\"", v->field->name, "\"");
	if (first)
		BUF_TEXTS(o, " id=\"", v->field->name, "\"");
	buf_str(o, " value=\"");
	out_attr(o, value);
	BUF_TEXTS(o, "\"", on ? " checked" : NULL);
	if (first)
		out_described(o, f, v);
	buf_str(o, "><span>");
	out_text(o, label);
	buf_str(o, "</span></label>");
}

static void out_choices(struct buf *o, const struct fields *f, const struct field_value *v)
{
	bool many = v->field->type == F_CODES, first = true;
	for (const struct code *c = v->field->codes ? v->field->codes->list : NULL; c && c->code; c++, first = false) {
		bool on = many ? field_has(f, v->field->name, c->code) : !strcmp(c->code, v->text);
		out_choice(o, f, v, many ? "checkbox" : "radio", c->code, tr(f->lang, c->label), on, first);
	}
	for (size_t i = 0; i < v->choices_n; i++, first = false)
		out_choice(o, f, v, "radio", v->choices[i].value, v->choices[i].label, !strcmp(v->choices[i].value, v->text), first);
}

static size_t choice_count(const struct field_value *v)
{
	size_t n = v->choices_n;
	for (const struct code *c = v->field->codes ? v->field->codes->list : NULL; c && c->code; c++)
		n++;
	return n;
}

/* Up to seven choices are shown at once; more go into a list to open. */
static bool is_group(const struct field_value *v)
{
	return v->field->type == F_CODES || ((v->field->type == F_CODE || v->field->type == F_REF) && choice_count(v) <= FIELD_GROUP_MOST);
}

/* One's own name and code a browser may remember; of what is typed about others it remembers nothing. */
static const char *filled_in_by_the_browser(const char *name)
{
	if (!strcmp(name, "login"))
		return " autocomplete=\"username\" autocapitalize=\"none\" spellcheck=\"false\"";
	if (!strcmp(name, "code"))
		return " autocomplete=\"one-time-code\" autocapitalize=\"characters\" spellcheck=\"false\"";
	return " autocomplete=\"off\"";
}

static void out_control(struct buf *o, const struct fields *f, const struct field_value *v)
{
	switch (v->field->type) {
	case F_LONG:
		out_area(o, f, v);
		break;
	case F_INT:
		out_input(o, f, v, "text", " inputmode=\"numeric\"");
		break;
	case F_DAY:
		out_input(o, f, v, "date", "");
		break;
	case F_BIRTH:
		out_input(o, f, v, "text", " inputmode=\"numeric\" autocomplete=\"off\"");
		break;
	case F_EMAIL:
		out_input(o, f, v, "email", " autocomplete=\"off\"");
		break;
	case F_PHONE:
		out_input(o, f, v, "tel", " autocomplete=\"off\"");
		break;
	case F_PASSWORD:
		out_password(o, f, v);
		break;
	case F_POSTCODE:
		out_input(o, f, v, "text", " autocomplete=\"off\"");
		break;
	case F_CODE: case F_CODES: case F_REF:
		if (is_group(v))
			out_choices(o, f, v);
		else
			out_select(o, f, v);
		break;
	default:
		out_input(o, f, v, "text", filled_in_by_the_browser(v->field->name));
	}
}

static void out_yes_no(struct buf *o, const struct fields *f, const struct field_value *v)
{
	buf_str(o, "<div class=\"field\">");
	out_message(o, v);
	BUF_TEXTS(o, "<label class=\"choice\"><input type=\"checkbox\" id=\"", v->field->name, "\" name=\"", v->field->name, "\" value=\"yes\"",
		v->yes ? " checked" : NULL);
	out_described(o, f, v);
	buf_str(o, "><span>");
	out_text(o, label_of(f, v));
	buf_str(o, "</span></label>");
	out_hint(o, f, v);
	buf_str(o, "</div>");
}

/* What has a message for when it is missing is asked for by some form, so none calls it optional. */
static const char *optional(const struct fields *f, const struct field_value *v)
{
	bool says_nothing_else = v->choices_n && !*v->choices[0].value;      /* "everybody" is an answer too */
	return v->field->required || v->field->missing || says_nothing_else ? "" : tr(f->lang, N_("hoeft niet"));
}

static void out_label_words(struct buf *o, const struct fields *f, const struct field_value *v)
{
	out_text(o, label_of(f, v));
	if (*optional(f, v)) {
		buf_str(o, " <span class=\"field__optional\">(");
		out_text(o, optional(f, v));
		buf_str(o, ")</span>");
	}
}

void out_field(struct buf *o, const struct render *r, const char *name)
{
	struct fields *f = (struct fields *)(uintptr_t)r->fields;
	assert(f && "a page with fields has a form");
	const struct field_value *v = field_of(f, name);
	if (v->field->type == F_BOOL) {
		out_yes_no(o, f, v);
		return;
	}
	if (is_group(v)) {
		buf_str(o, "<fieldset class=\"field\"><legend>");
		out_label_words(o, f, v);
		buf_str(o, "</legend>");
	} else {
		BUF_TEXTS(o, "<div class=\"field\"><label for=\"", name, "\">");
		out_label_words(o, f, v);
		buf_str(o, "</label>");
	}
	out_hint(o, f, v);
	out_message(o, v);
	out_control(o, f, v);
	buf_str(o, is_group(v) ? "</fieldset>" : "</div>");
}

void out_field_part(struct buf *o, const struct render *r, const char *name, const char *part)
{
	struct fields *f = (struct fields *)(uintptr_t)r->fields;
	assert(f && "a page with fields has a form");
	const struct field_value *v = field_of(f, name);
	if (!strcmp(part, "label"))
		out_text(o, label_of(f, v));
	else if (!strcmp(part, "hint"))
		out_hint(o, f, v);
	else if (!strcmp(part, "error"))
		out_message(o, v);
	else if (!strcmp(part, "value"))
		out_text(o, v->text);
	else
		out_control(o, f, v);
}

void out_error_summary(struct buf *o, const struct render *r)
{
	const struct fields *f = r->fields;
	if (!f || !f->errors)
		return;
	buf_str(o, "<div class=\"errors\" role=\"alert\" tabindex=\"-1\" id=\"errors\"><h2>");
	out_text(o, tr(r->lang, f->errors == 1 && f->whole ? N_("Dit lukte niet") : N_("Kijk dit nog even na")));
	buf_str(o, "</h2><ul role=\"list\">");
	if (f->whole) {
		buf_str(o, "<li>");
		out_text(o, f->whole);
		buf_str(o, "</li>");
	}
	for (size_t i = 0; i < f->n; i++)
		if (f->value[i].error) {
			BUF_TEXTS(o, "<li><a href=\"#", f->value[i].field->name, "\">");
			out_text(o, f->value[i].error);
			buf_str(o, "</a></li>");
		}
	buf_str(o, "</ul></div>");
}

void out_hidden(struct buf *o, const struct render *r)
{
	buf_str(o, "<input type=\"hidden\" name=\"csrf\" value=\"");
	out_attr(o, r->csrf);
	buf_str(o, "\"><input type=\"hidden\" name=\"once\" value=\"");
	out_attr(o, r->once);
	buf_str(o, "\">");
}
