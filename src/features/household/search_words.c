#include "search_words.h"
#include <stdlib.h>
#include <string.h>
#include "../../platform/base/utf8.h"

enum { MOST_PARTS = 40 };
struct parts { const char *at[MOST_PARTS]; size_t length[MOST_PARTS], n; };

/* What spaces part. */
static struct parts parts_of(const char *text)
{
	struct parts p = { .n = 0 };
	for (text += strspn(text, " "); *text && p.n < MOST_PARTS; text += strspn(text, " ")) {
		p.at[p.n] = text;
		p.length[p.n] = strcspn(text, " ");
		text += p.length[p.n++];
	}
	return p;
}

/* The first run of parts that is a date: its first, and the one behind its last; none: both 0. */
static void date_in(struct arena *arena, const struct parts *p, struct day *born, size_t *from, size_t *until)
{
	for (size_t i = 0; i < p->n; i++)
		for (size_t end = p->n; end > i; end--) {
			size_t length = (size_t)(p->at[end - 1] - p->at[i]) + p->length[end - 1];
			if (day_parse_dutch(arena_strndup(arena, p->at[i], length), born)) {
				*from = i;
				*until = end;
				return;
			}
		}
	*from = *until = 0;
}

static int longest_first(const void *a, const void *b)
{
	size_t x = strlen(*(const char *const *)a), y = strlen(*(const char *const *)b);
	return x < y ? 1 : x > y ? -1 : 0;
}

/* "Yılmaz-Boer" is two words. */
static void add_words(struct arena *arena, const char *word[MOST_PARTS], size_t *n, const char *part)
{
	for (const char *s = part; *s && *n < MOST_PARTS;) {
		size_t length = strcspn(s, "-");
		const char *one = arena_strndup(arena, s, length);
		if (utf8_length(utf8_fold(arena, one)) >= FEWEST_LETTERS)
			word[(*n)++] = one;
		s += length + (s[length] != '\0');
	}
}

/* So is half of all households called: beside another word it tells nothing. */
static bool says_household(struct arena *arena, const char *word)
{
	static const char *const said[] = { "gezin", "familie", "fam", "fam.", "family", NULL };
	const char *folded = utf8_fold(arena, word);
	for (int i = 0; said[i]; i++)
		if (!strcmp(said[i], folded))
			return true;
	return false;
}

/* Without those that only say that it is a household, unless nothing else was typed. */
static size_t telling(struct arena *arena, const char *word[MOST_PARTS], size_t n)
{
	const char *kept[MOST_PARTS];
	size_t k = 0;
	for (size_t i = 0; i < n; i++)
		if (!says_household(arena, word[i]))
			kept[k++] = word[i];
	if (!k)
		return n;
	memcpy(word, kept, k * sizeof *kept);
	return k;
}

void words_asked(struct arena *arena, const char *text, struct asked_words *to)
{
	const char *word[MOST_PARTS];
	size_t from, until, n = 0;
	struct parts p = parts_of(text);
	*to = (struct asked_words){ .n = 0 };
	date_in(arena, &p, &to->born, &from, &until);
	for (size_t i = 0; i < p.n; i++)
		if (i < from || i >= until)
			add_words(arena, word, &n, arena_strndup(arena, p.at[i], p.length[i]));
	n = telling(arena, word, n);
	if (n)
		qsort(word, n, sizeof *word, longest_first);
	for (; to->n < n && to->n < MOST_WORDS; to->n++)
		to->word[to->n] = word[to->n];
}
