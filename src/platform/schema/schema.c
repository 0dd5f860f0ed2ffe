#include "schema.h"
#include <assert.h>
#include "../web/i18n.h"

static const struct code life_domains[] = {
	{ "physical_health", N_("Lichamelijke gezondheid") },
	{ "daily_life", N_("Dagelijks functioneren") },
	{ "income", N_("Inkomen") },
	{ "participation", N_("Participatie") },
	{ "parenting", N_("Opvoeden en opgroeien") },
	{ "safety", N_("Veiligheid") },
	{ "mental_health", N_("Psychische gezondheid") },
	{ NULL, NULL }
};
const struct codes LIFE_DOMAINS = { "life_domain", life_domains };

const struct field *entity_field(const struct entity *e, const char *name)
{
	for (const struct field *f = e->fields; f->name; f++)
		if (!strcmp(f->name, name))
			return f;
	return NULL;
}

const struct field *input_field(const struct input *in, size_t i)
{
	size_t taken = 0;
	for (; in->take && in->take[taken]; taken++)
		if (taken == i) {
			const struct field *f = entity_field(in->entity, in->take[i]);
			assert(f && "an input takes a field its entity does not have");
			return f;
		}
	for (size_t own = 0; in->own && in->own[own].name; own++)
		if (taken + own == i)
			return &in->own[own];
	return NULL;
}

const struct entity *schema_entity(const char *name)
{
	for (const struct entity *const *e = ENTITIES; *e; e++)
		if (!strcmp((*e)->name, name))
			return *e;
	return NULL;
}

int code_at(const struct codes *codes, const char *code)
{
	for (int i = 0; code && codes->list[i].code; i++)
		if (!strcmp(codes->list[i].code, code))
			return i;
	return -1;
}

const char *code_label(const struct codes *codes, const char *code)
{
	int at = code_at(codes, code);
	return at < 0 ? NULL : codes->list[at].label;
}

bool codes_have(const char *codes, const char *code)
{
	size_t n = strlen(code);
	for (const char *p = codes; p && *p; p += strcspn(p, " "), p += strspn(p, " "))
		if (strcspn(p, " ") == n && !strncmp(p, code, n))
			return true;
	return false;
}

static const char *const guard_words[] = {
	[GUARD_FILE] = "who has a valid relation to the file", [GUARD_THE_FILE] = "who has a valid relation to it", [GUARD_FILE_READ] = "who has a valid relation to the file",
	[GUARD_REPORT] = "who does triage; the reporter its own", [GUARD_OWN] = "its owner", [GUARD_PUBLIC] = "everyone",
	[GUARD_TEAM] = "members of the team", [GUARD_ACCOUNT] = "oneself; staff names: everyone signed in",
	[GUARD_ACCESS] = "oneself and the people of the file", [GUARD_LOG] = "the people of the file; the privacy officer",
	[GUARD_ITSELF] = "the service only",
};

static void register_field(struct buf *out, const struct entity *e, const struct field *f)
{
	assert(f->why && "a personal field says what it is for");
	buf_printf(out, "| %s.%s | %s | %s | %s | %s | %s |\n", e->name, f->name, f->why, e->ground ? e->ground : "assignment of the municipality",
		e->retention ? e->retention : "as the file", guard_words[e->guard], f->sealed ? "sealed" : "plain");
}

void schema_register(struct buf *out)
{
	buf_str(out, "# Register of personal data\n\nMade from the declarations by `nabij check --register`; a test keeps this page equal to them.\n\n"
		"| field | what it is for | ground | kept | read by | stored |\n|---|---|---|---|---|---|\n");
	for (const struct entity *const *e = ENTITIES; *e; e++)
		for (const struct field *f = (*e)->fields; f->name; f++)
			if (f->personal)
				register_field(out, *e, f);
}
