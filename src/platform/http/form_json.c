/* A JSON object read as a form, so that an API call and a page's form take the same way in. */
#include "form.h"

#include <jansson.h>

#include "../base/utf8.h"

/* As short as a number can be written and still be the same number. */
static const char *number_text(struct arena *arena, const json_t *value)
{
	char text[64];
	if (json_is_integer(value))
		return arena_printf(arena, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
	for (int digits = 15; digits <= 17; digits++) {
		snprintf(text, sizeof text, "%.*g", digits, json_real_value(value));
		if (strtod(text, NULL) == json_real_value(value))
			break;
	}
	return arena_strdup(arena, text);
}

static enum form_status add_scalar(struct form_build *b, const char *name, const json_t *value)
{
	const char *text = "";
	size_t n;
	if (json_is_object(value) || json_is_array(value))
		return FORM_MALFORMED;
	if (json_is_string(value))
		text = json_string_value(value);
	else if (json_is_number(value))
		text = number_text(b->arena, value);
	else if (json_is_boolean(value))
		text = json_is_true(value) ? "true" : "false";
	n = json_is_string(value) ? json_string_length(value) : strlen(text);
	return form_add(b, name, strlen(name), text, n);
}

static enum form_status add_member(struct form_build *b, const char *name, const json_t *value)
{
	const json_t *item;
	size_t i;
	if (!json_is_array(value))
		return add_scalar(b, name, value);
	json_array_foreach(value, i, item) {
		enum form_status status = add_scalar(b, name, item);
		if (status != FORM_OK)
			return status;
	}
	return FORM_OK;
}

enum form_status form_parse_json(struct arena *arena, const char *body, size_t n, struct form *form)
{
	struct form_build b = { .arena = arena };
	enum form_status status = FORM_OK;
	const char *name;
	json_t *value;
	*form = (struct form){ .n = 0 };
	if (n > FORM_JSON_BYTES)
		return FORM_TOO_MUCH;
	if (!utf8_valid(body, n))
		return FORM_NOT_UTF8;
	json_t *root = json_loadb(body, n, JSON_REJECT_DUPLICATES, NULL);
	if (!json_is_object(root))
		status = FORM_MALFORMED;
	else
		json_object_foreach(root, name, value)
			if (status == FORM_OK)
				status = add_member(&b, name, value);
	json_decref(root);
	if (status == FORM_OK)
		*form = (struct form){ .pair = b.pair, .n = b.n };
	return status;
}
