#include "fields.h"
#include <ctype.h>
#include "../base/list.h"
#include "../base/utf8.h"

struct fields *fields_new(struct arena *a, const struct lang *l, const struct input *in)
{
	struct fields *f = ARENA_NEW(a, struct fields);
	f->arena = a;
	f->lang = l;
	f->input = in;
	for (size_t i = 0; input_field(in, i); i++) {
		struct field_value *v = LIST_ADD(a, f->value, f->n);
		v->field = input_field(in, i);
		v->text = "";
	}
	return f;
}

struct field_value *field_of(struct fields *f, const char *name)
{
	for (size_t i = 0; i < f->n; i++)
		if (!strcmp(f->value[i].field->name, name))
			return &f->value[i];
	fprintf(stderr, "no field \"%s\" in the input \"%s\"\n", name, f->input->name);
	abort();
}

static const struct field_value *value_of(const struct fields *f, const char *name)
{
	return field_of((struct fields *)(uintptr_t)f, name);
}

void field_fail(struct fields *f, const char *name, const char *message)
{
	f->errors++;
	if (!name) {
		f->whole = message;
		return;
	}
	struct field_value *v = field_of(f, name);
	if (!v->error)
		v->error = message;
}

static void fail(struct fields *f, struct field_value *v, const char *dutch)
{
	if (!v->error)
		v->error = tr(f->lang, dutch);
	f->errors++;
}

/* ---- reading by type ---- */

static int most_characters(const struct field *d)
{
	if (d->max)
		return d->max;
	return d->type == F_LONG ? 20000 : 200;
}

static void read_int(struct fields *f, struct field_value *v)
{
	char *end;
	long long n = strtoll(v->text, &end, 10);
	bool whole = end != v->text && *end == 0;
	const struct field *d = v->field;
	if (whole && ((!d->least && !d->most) || (n >= d->least && n <= d->most))) {
		v->number = n;
		return;
	}
	if (!d->least && !d->most)
		fail(f, v, N_("Vul een heel getal in"));
	else
		field_fail(f, d->name, tr_fill(f->arena, tr(f->lang, N_("Vul een getal in van {least} tot {most}")),
			"least", arena_int(f->arena, d->least), "most", arena_int(f->arena, d->most), NULL));
}

static bool in_codes(const struct codes *c, const char *code, size_t n)
{
	for (const struct code *x = c->list; x->code; x++)
		if (strlen(x->code) == n && !strncmp(x->code, code, n))
			return true;
	return false;
}

static void read_codes(struct fields *f, struct field_value *v)
{
	for (const char *p = v->text; *p; ) {
		size_t n = strcspn(p, " ");
		if (n && !in_codes(v->field->codes, p, n)) {
			fail(f, v, N_("Kies uit de lijst"));
			return;
		}
		p += n;
		p += strspn(p, " ");
	}
}

static void read_day(struct fields *f, struct field_value *v, moment now)
{
	if (!day_parse(v->text, &v->day) && !day_parse_dutch(v->text, &v->day)) {
		fail(f, v, v->field->type == F_BIRTH ? N_("Vul een datum in, bijvoorbeeld 4-3-2011") : N_("Vul een datum in, bijvoorbeeld 21-11-2026"));
		return;
	}
	if (v->field->type == F_BIRTH && day_diff(day_of(now), v->day) > 300)
		fail(f, v, N_("Deze geboortedatum ligt te ver vooruit"));
	else
		v->text = day_iso(f->arena, v->day);
}

/* Half a number is not called; three digits are one (112), where the field does not say otherwise. */
static bool phone_like(const char *s, int64_t least)
{
	int digits = 0;
	for (; *s; s++) {
		if (isdigit((unsigned char)*s))
			digits++;
		else if (!strchr("+- ()/.", *s))
			return false;
	}
	return digits >= (least ? least : 3) && digits <= 15;
}

static bool email_like(const char *s)
{
	const char *at = strchr(s, '@');
	if (!at || at == s || strchr(at + 1, '@') || strpbrk(s, " \t\n,;:<>()[]\\\""))
		return false;
	const char *dot = strrchr(at, '.');
	return dot && dot > at + 1 && dot[1] && at[1] != '.';
}

/* Four digits, not beginning with 0, two letters or none; SA, SD and SS were never issued. */
static bool postcode_like(struct fields *f, struct field_value *v)
{
	char p[7];
	size_t n = 0;
	for (const char *s = v->text; *s; s++)
		if (*s != ' ') {
			if (n == 6)
				return false;
			p[n++] = (char)toupper((unsigned char)*s);
		}
	p[n] = 0;
	bool digits = n >= 4 && p[0] >= '1' && p[0] <= '9' && isdigit((unsigned char)p[1]) && isdigit((unsigned char)p[2]) && isdigit((unsigned char)p[3]);
	if (!digits || (n != 4 && n != 6))
		return false;
	if (n == 6 && (p[4] < 'A' || p[4] > 'Z' || p[5] < 'A' || p[5] > 'Z' || !strcmp(p + 4, "SA") || !strcmp(p + 4, "SD") || !strcmp(p + 4, "SS")))
		return false;
	v->text = arena_strdup(f->arena, p);
	return true;
}

static void read_typed(struct fields *f, struct field_value *v, moment now)
{
	switch (v->field->type) {
	case F_INT:
		read_int(f, v);
		break;
	case F_DAY: case F_BIRTH:
		read_day(f, v, now);
		break;
	case F_TIME:
		if (!moment_parse(v->text, &v->time))
			fail(f, v, N_("Vul een datum en een tijd in"));
		break;
	case F_BOOL:
		v->yes = !strcmp(v->text, "yes") || !strcmp(v->text, "true") || !strcmp(v->text, "1") || !strcmp(v->text, "on");
		break;
	case F_CODE:
		if (!in_codes(v->field->codes, v->text, strlen(v->text)))
			fail(f, v, N_("Kies uit de lijst"));
		break;
	case F_CODES:
		read_codes(f, v);
		break;
	case F_REF:
		if (!id_parse(v->text, &v->number))
			fail(f, v, N_("Kies uit de lijst"));
		break;
	case F_EMAIL:
		if (!email_like(v->text))
			fail(f, v, N_("Vul een e-mailadres in, bijvoorbeeld naam@voorbeeld.nl"));
		break;
	case F_PHONE:
		if (!phone_like(v->text, v->field->least))
			fail(f, v, N_("Vul een telefoonnummer in, bijvoorbeeld 06 12345678"));
		break;
	case F_POSTCODE:
		if (!postcode_like(f, v))
			fail(f, v, N_("Vul een postcode in, bijvoorbeeld 8021 AB"));
		break;
	default:
		break;
	}
}

/* The values of a repeated name (checkboxes) as one text "a b c". */
static const char *joined(struct fields *f, const struct form *form, const char *name)
{
	const char *all = "", *one;
	for (size_t i = 0; (one = form_next(form, name, &i)); )
		if (*one)
			all = *all ? arena_printf(f->arena, "%s %s", all, one) : one;
	return all;
}

static void read_value(struct fields *f, struct field_value *v, const struct form *form, moment now)
{
	const struct field *d = v->field;
	const char *typed = d->type == F_CODES ? joined(f, form, d->name) : form_get(form, d->name);
	v->given = form_get(form, d->name) != NULL;
	v->text = typed ? utf8_clean(f->arena, typed, d->type != F_LONG) : "";
	int most = most_characters(d);
	if (!*v->text) {
		if (d->required && d->type != F_BOOL)
			fail(f, v, d->missing ? d->missing : N_("Vul dit in"));
		return;
	}
	size_t n = utf8_length(v->text);
	if (n > (size_t)most)
		field_fail(f, d->name, tr_fill(f->arena, tr(f->lang, N_("Dit is {n} tekens te lang: er passen er {most}")),
			"n", arena_printf(f->arena, "%zu", n - (size_t)most), "most", arena_int(f->arena, most), NULL));
	else
		read_typed(f, v, now);
}

void fields_read(struct fields *f, const struct form *form, moment now)
{
	for (size_t i = 0; i < f->n; i++)
		read_value(f, &f->value[i], form, now);
}

/* ---- what came in ---- */

const char *field_text(const struct fields *f, const char *name)
{
	const char *t = value_of(f, name)->text;
	return t && *t ? t : NULL;
}

int64_t field_int(const struct fields *f, const char *name, int64_t otherwise)
{
	const struct field_value *v = value_of(f, name);
	return *v->text ? v->number : otherwise;
}

id64 field_id(const struct fields *f, const char *name)
{
	return value_of(f, name)->number;
}

bool field_yes(const struct fields *f, const char *name)
{
	return value_of(f, name)->yes;
}

struct day field_day(const struct fields *f, const char *name)
{
	return value_of(f, name)->day;
}

bool field_has(const struct fields *f, const char *name, const char *code)
{
	return codes_have(value_of(f, name)->text, code);
}

/* ---- what a form starts with ---- */

void field_start(struct fields *f, const char *name, const char *text)
{
	struct field_value *v = field_of(f, name);
	if (f->errors || v->given || !text)
		return;
	v->text = text;
	v->yes = !strcmp(text, "yes");
}

void field_start_day(struct fields *f, const char *name, struct day day)
{
	if (day_known(day))
		field_start(f, name, day_iso(f->arena, day));
}

void field_choices(struct fields *f, const char *name, const struct choice *choices, size_t n)
{
	struct field_value *v = field_of(f, name);
	v->choices = choices;
	v->choices_n = n;
}
