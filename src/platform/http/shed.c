#include "shed.h"
#include <assert.h>
#include <stdio.h>
#include <string.h>

static const char head_end[] = "\r\n\r\n", file_word[] = "filename";

void shed_begin(struct shed *s, const char *boundary)
{
	*s = (struct shed){ .at = SHED_TEXT, .in_mark = 2 };     /* the first mark has no line before it */
	int n = snprintf(s->mark, sizeof s->mark, "\r\n--%s", boundary);
	assert(n > 4 && (size_t)n < sizeof s->mark);
	s->mark_n = (size_t)n;
}

/* How much of the word has come, this letter counted in. None of the words begins again within itself but by its first letter. */
static size_t further(const char *word, size_t in, char c)
{
	return c == word[in] ? in + 1 : c == word[0] ? 1 : 0;
}

static void begin_head(struct shed *s)
{
	s->at = SHED_HEAD;
	s->file = false;
	s->in_end = s->in_word = 0;
}

/* filename="a.jpg", or filename*=…, wherever it stands in the head. */
static void read_head(struct shed *s, char c)
{
	char low = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
	if (s->in_word == sizeof file_word - 1) {
		s->file = s->file || c == '=' || c == '*';
		s->in_word = 0;
	}
	s->in_word = further(file_word, s->in_word, low);
	s->in_end = further(head_end, s->in_end, c);
	if (s->in_end == sizeof head_end - 1) {
		s->at = s->file ? SHED_FILE : SHED_TEXT;
		s->in_mark = 0;
	}
}

/* A text's, or a file's, of which the mark behind it is kept alone. */
static void read_content(struct shed *s, struct buf *kept, char c)
{
	s->in_mark = further(s->mark, s->in_mark, c);
	if (s->in_mark != s->mark_n)
		return;
	if (s->at == SHED_FILE)
		buf_add(kept, s->mark, s->mark_n);
	begin_head(s);
}

void shed_take(struct shed *s, struct buf *kept, const char *data, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (s->at != SHED_FILE)
			buf_char(kept, data[i]);
		if (s->at == SHED_HEAD)
			read_head(s, data[i]);
		else
			read_content(s, kept, data[i]);
	}
}
