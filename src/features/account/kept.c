#include "kept.h"
#include <string.h>
#include "../../platform/base/list.h"
#include "../../platform/web/routes.h"

bool own_path(const char *path)
{
	if (!path || path[0] != '/' || path[1] == '/')
		return false;
	for (; *path; path++)
		if (*path <= ' ' || *path >= 0x7f || *path == '\\')
			return false;
	return true;
}

static const struct field *declared(struct request *rq, const char *path, const char *name)
{
	const char *plain = arena_strndup(rq->arena, path, strcspn(path, "?"));
	struct route_match m = route_find(rq->arena, METHOD_POST, plain);
	for (size_t i = 0; m.route && m.route->input && input_field(m.route->input, i); i++)
		if (!strcmp(input_field(m.route->input, i)->name, name))
			return input_field(m.route->input, i);
	return NULL;
}

/* What a person typed is shown to them by its label; ids and marks of the form are only carried. */
static void describe(struct request *rq, const char *path, struct kept_fields *k)
{
	const struct field *f = declared(rq, path, k->name);
	if (f && f->label && f->type != F_BOOL && f->type != F_REF) {
		k->label = rq_tr(rq, f->label);
		const char *code = f->codes ? code_label(f->codes, k->value) : NULL;
		k->words = code ? rq_tr(rq, code) : k->value;
	} else if (!f && strchr(k->value, ' '))
		k->words = k->value;
}

static void kept_add(struct request *rq, struct kept *kept, const char *name, const char *value)
{
	struct kept_fields *k = LIST_ADD(rq->arena, kept->fields, kept->fields_n);
	*k = (struct kept_fields){ .name = name, .value = value };
	describe(rq, kept->path, k);
}

struct kept kept_of(struct request *rq)
{
	struct kept kept = { .path = rq->kept_path ? rq->kept_path : form_get(&rq->form, "kept_path") };
	const struct form *form = rq->kept_path ? &rq->kept : &rq->form;
	if (!own_path(kept.path)) {
		kept.path = NULL;
		return kept;
	}
	for (size_t i = 0; i < form->n; i++) {
		bool carried = !strncmp(form->pair[i].name, "kept.", 5);
		if (rq->kept_path)
			kept_add(rq, &kept, form->pair[i].name, form->pair[i].value);
		else if (carried)
			kept_add(rq, &kept, form->pair[i].name + 5, form->pair[i].value);
	}
	return kept;
}

struct reply resume_page(struct request *rq)
{
	struct resume *d = ARENA_NEW(rq->arena, struct resume);
	d->kept = kept_of(rq);
	d->unsaved = rq->unsaved;
	d->full = rq->full;
	d->stale = rq->kept_path && !rq->unsaved;
	if (!d->kept.path)
		return reply_go(rq, NULL, "/");
	rq->page->title = d->unsaved ? rq_tr(rq, N_("Nog niet opgeslagen")) : rq_tr(rq, N_("Verder waar je was"));
	return reply_page(&TPL_resume, d);
}
