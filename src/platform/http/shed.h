/* What is not kept of a body while it comes in: the bytes of uploaded files (multipart/form-data). No page of Nabij keeps a file, so none has to be held in
 * memory to say so; a photograph of thirty megabytes costs its sender's time alone, and what was typed beside it stays. The file's part itself is kept, empty:
 * who reads the form (multipart.c) sees that there was one.
 *
 * Whatever this takes for a file and the reader does not, is a text without its words; the other way round it counts to the body's limit. */
#ifndef NABIJ_SHED_H
#define NABIJ_SHED_H
#include "../base/buf.h"

enum { SHED_MARK_BYTES = 80 };
struct shed {
	char mark[SHED_MARK_BYTES]; size_t mark_n;       /* "\r\n--boundary" */
	size_t in_mark, in_end, in_word;                 /* how much of the mark, of a head's end, of "filename" came just now */
	enum { SHED_TEXT, SHED_HEAD, SHED_FILE } at;
	bool file;                                       /* the head that comes in is a file's */
};
/* boundary: as in the content type, at most 70 bytes. */
void shed_begin(struct shed *, const char *boundary);
/* Adds what is kept of the next bytes. */
void shed_take(struct shed *, struct buf *kept, const char *data, size_t n);
#endif
