/* OpenAPI 3.1 from the routes and inputs: the same declarations that the dispatcher works by. */
#include <jansson.h>
#include "web.h"

static json_t *field_schema(const struct field *f)
{
	json_t *s = json_object();
	const char *type = f->type == F_INT ? "integer" : f->type == F_REAL ? "number" : f->type == F_BOOL ? "boolean" : "string";
	json_object_set_new(s, "type", json_string(type));
	if (f->type == F_DAY || f->type == F_BIRTH)
		json_object_set_new(s, "format", json_string("date"));
	if (f->type == F_TIME)
		json_object_set_new(s, "format", json_string("date-time"));
	if (f->type == F_EMAIL)
		json_object_set_new(s, "format", json_string("email"));
	if (f->max && !strcmp(type, "string"))
		json_object_set_new(s, "maxLength", json_integer(f->max));
	if (f->type == F_INT && (f->least || f->most)) {
		json_object_set_new(s, "minimum", json_integer(f->least));
		json_object_set_new(s, "maximum", json_integer(f->most));
	}
	if (f->type == F_CODE && !(f->codes->list[0].code == NULL)) {
		json_t *values = json_array();
		for (const struct code *c = f->codes->list; c->code; c++)
			json_array_append_new(values, json_string(c->code));
		json_object_set_new(s, "enum", values);
	}
	return s;
}

static json_t *body_of(const struct input *in)
{
	json_t *properties = json_object(), *required = json_array(), *schema = json_object();
	for (size_t i = 0; input_field(in, i); i++) {
		const struct field *f = input_field(in, i);
		json_object_set_new(properties, f->name, field_schema(f));
		if (f->required && f->type != F_BOOL)
			json_array_append_new(required, json_string(f->name));
	}
	json_object_set_new(schema, "type", json_string("object"));
	json_object_set_new(schema, "properties", properties);
	if (json_array_size(required))
		json_object_set(schema, "required", required);
	json_decref(required);
	return json_pack("{s:{s:{s:o}}}", "content", "application/json", "schema", schema);
}

/* "{id}" may stand twice in a path; OpenAPI wants each name once: the second becomes "id2". */
static char *path_names(struct arena *a, const char *path, json_t *parameters)
{
	struct buf b;
	int n = 0;
	buf_init(&b, 0);
	while (*path) {
		if (*path != '{') {
			buf_char(&b, *path++);
			continue;
		}
		size_t len = strcspn(path, "}");
		const char *name = arena_strndup(a, path + 1, len - 1);
		if (!strcmp(name, "id") && ++n > 1)
			name = arena_printf(a, "id%d", n);
		buf_printf(&b, "{%s}", name);
		json_array_append_new(parameters, json_pack("{s:s,s:s,s:b,s:{s:s}}", "name", name, "in", "path", "required", 1, "schema", "type", "string"));
		path += len + 1;
	}
	char *text = arena_strdup(a, b.p);
	buf_release(&b);
	return text;
}

static void add_kinds(struct buf *b, unsigned kinds)
{
	static const char *const names[] = { "resident", "supporter", "professional", "specialist", "coordinator", "partner", "expert", "policy",
		"privacy", "manager" };
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (kinds & (1u << i))
			buf_printf(b, "%s%s", b->n ? ", " : "", names[i]);
}

static json_t *operation(const struct route *r, json_t *parameters)
{
	static const char *const relations[] = { "", "public", "signed in", "a valid relation to the household", "one's own household", "a link" };
	struct buf who;
	buf_init(&who, 0);
	if (r->relation != RELATION_PUBLIC && r->relation != RELATION_LINK)
		add_kinds(&who, r->kinds);
	json_t *op = json_object();
	json_object_set_new(op, "summary", json_string(r->summary));
	json_object_set_new(op, "parameters", parameters);
	json_object_set_new(op, "x-relation", json_string(relations[r->relation]));
	json_object_set_new(op, "x-kinds", json_string(who.p));
	if (r->method == METHOD_POST && r->input)
		json_object_set_new(op, "requestBody", body_of(r->input));
	json_object_set_new(op, "responses", json_pack("{s:{s:s},s:{s:s},s:{s:s}}", "200", "description", "The data of the page",
		"404", "description", "Not there, or not for you", "422", "description", "Something is wrong with what was sent: errors by field"));
	buf_release(&who);
	return op;
}

void routes_openapi(struct buf *out)
{
	struct arena *a = arena_new(1 << 20);
	json_t *paths = json_object();
	for (const struct route *const *table = ROUTES; *table; table++)
		for (const struct route *r = *table; r->path; r++) {
			json_t *parameters = json_array();
			const char *path = path_names(a, r->path, parameters);
			json_t *item = json_object_get(paths, path);
			if (!item) {
				item = json_object();
				json_object_set_new(paths, path, item);
			}
			json_object_set_new(item, r->method == METHOD_POST ? "post" : "get", operation(r, parameters));
		}
	json_t *doc = json_pack("{s:s,s:{s:s,s:s,s:s},s:o,s:{s:{s:{s:s,s:s}}},s:[{s:[]}]}", "openapi", "3.1.0", "info", "title", "Nabij", "version", "0.1.0",
		"description", "Every page as data: the same rights, the same log. Ask with Authorization: Bearer and Accept: application/json.",
		"paths", paths, "components", "securitySchemes", "token", "type", "http", "scheme", "bearer", "security", "token");
	char *text = json_dumps(doc, JSON_INDENT(1) | JSON_PRESERVE_ORDER);
	buf_str(out, text);
	free(text);
	json_decref(doc);
	arena_free(a);
}
