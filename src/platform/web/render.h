/* What every compiled template function gets besides its data, and the descriptor the template compiler makes per page
 * (docs/templates.md). Rendering happens after the slot was given back: no data is read while writing. */
#ifndef NABIJ_RENDER_H
#define NABIJ_RENDER_H
#include <jansson.h>
#include "../base/arena.h"
#include "../base/buf.h"
#include "../base/clock.h"
#include "../base/id.h"
#include "i18n.h"

struct page;                                     /* the frame of a page: generated from src/platform/web/page.html */
struct render;
struct fields;                                   /* declared fields with typed values and messages: web/fields.h */

typedef void render_fn(struct buf *, const struct render *, const void *data);
typedef json_t *json_fn(const void *data);

struct template {
	const char *name;
	render_fn *html;             /* the page's inside; the frame is `layout` */
	render_fn *layout;           /* gets the same data pointer; writes {{body}} by calling render->template->html */
	json_fn *json;               /* the same data for an API answer; members marked private left out */
	render_fn *csv;              /* NULL unless the template declares {{csv list}} */
};

struct render {
	struct arena *arena;
	const struct lang *lang;
	moment now;
	const struct page *page;
	const struct template *template;
	const void *data;
	const struct fields *fields;     /* of the form on this page; NULL when there is none */
	const char *csrf, *once;         /* put into every form that posts, by the compiler */
};

/* Escaping by context. */
void out_text(struct buf *, const char *);                /* element text */
void out_attr(struct buf *, const char *);                /* inside double quotes */
void out_url(struct buf *, const char *);                 /* a whole address: only "/…" (not "//"), "#…", "?…", "https://", "http://", "tel:", "mailto:", else "#" */
void out_url_part(struct buf *, const char *);            /* one component, percent-encoded */
void out_tel(struct buf *, const char *);                 /* after "tel:": the digits and a leading + of a number as people write it */
void out_csv(struct buf *, const char *);                 /* a cell: quoted; a leading = + - @ tab is disarmed with a ' */
/* The sprite's icon: <svg class="icon" aria-hidden="true"><use href="…#i-NAME"/></svg> */
void out_icon(struct buf *, const char *name);
/* A declared field with label, hint, control, value and message, from render->fields (web/fields.c). */
void out_field(struct buf *, const struct render *, const char *name);
void out_field_part(struct buf *, const struct render *, const char *name, const char *part);   /* "control", "error", "label", "value" */
void out_error_summary(struct buf *, const struct render *);
void out_hidden(struct buf *, const struct render *);     /* csrf and once, for a form that posts */

/* One value in JSON, as templates promise it (docs/templates.md): what is empty or not known is null. */
json_t *json_of_text(const char *);
json_t *json_of_id(id64);
json_t *json_of_moment(moment);
json_t *json_of_day(struct day);
json_t *json_of_real(double);

/* asset URLs carry a hash of the content: "/assets/nabij.css?v=1a2b3c4d" */
const char *asset_url(const char *name);                  /* asserts that it exists */
#endif
