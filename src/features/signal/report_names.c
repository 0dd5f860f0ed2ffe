/* A person's name in plain words: see the header for what counts. */
#include "report_names.h"
#include <ctype.h>
#include <string.h>
#include "../../platform/base/embedded.h"
#include "../../platform/base/list.h"
#include "../../platform/base/utf8.h"

extern const struct embedded SIGNAL_WORDS[];

struct word { const char *at; size_t n; const char *folded; bool capital, first; };      /* first: of its sentence */
struct reading { struct arena *arena; const char *text, *known; int year; struct word *words; int64_t n; struct named_list found; };

/* ---- lists of words ---- */

static bool listed(const char *list, size_t list_n, const char *word)
{
	size_t n = strlen(word);
	const char *end = list + list_n;
	for (const char *p = list; n && p < end; p++) {
		const char *stop = p;
		while (stop < end && *stop != ' ' && *stop != '\n')
			stop++;
		if ((size_t)(stop - p) == n && !memcmp(p, word, n))
			return true;
		p = stop;
	}
	return false;
}

static bool among(const char *list, const char *word)
{
	return listed(list, strlen(list), word);
}

static bool is_first_name(const char *folded)
{
	return listed((const char *)SIGNAL_WORDS[0].bytes, SIGNAL_WORDS[0].n, folded);
}

/* First names that are also a word or a beginning of one in everyday Dutch: only with a capital, and not at the beginning of a sentence. */
static const char also_words[] = "also ons mark job wil rein ted jet pip fem rem max bas mees merel noor puck rob stan hind lies lieve nine floor lot iris sem ana"
	" isa kate ben els amber joy jade kai star zoe";
static const char before_a_person[] = "leerling leerlinge pupil speler speelster meisje jongen jongetje kind kindje zoon zoontje dochter dochtertje moeder vader mama papa opa oma"
	" buurvrouw buurman buurjongen buurmeisje mevrouw mevr meneer dhr mw juf meester familie gezin broer broertje zus zusje neef nicht tante oom baby ene"
	" heet heten genaamd genoemd client patient bewoner bewoonster vrouw man";
static const char also_small_after[] = "leerling leerlinge pupil speler speelster heet heten genaamd genoemd ene jongen meisje kind zoon dochter zoontje dochtertje";
static const char between_names[] = "van de der den ter ten te el al la het in";
static const char before_a_place[] = "in bij op naar uit aan rond achter voor langs tegenover richting fc vv sv rkvv vereniging club school basisschool stichting gemeente wijk buurt"
	" winkel supermarkt kerk moskee plein park straat station team groep kantine sportpark zwembad buurthuis wijkcentrum speeltuin college lyceum huisarts praktijk bakker";
static const char ends_of_places[] = "straat laan weg plein hof pad kade park wijk buurt hoek dijk singel gracht steeg dam school college brug meer veld haven dorp stad";
static const char capitals[] = "nederland nederlands nederlandse turks turkse marokkaans marokkaanse pools poolse syrisch syrische oekraiens oekraiense engels duits frans arabisch"
	" europa god allah kerst pasen ramadan sinterklaas suikerfeest facebook instagram whatsapp tiktok snapchat youtube netflix google lidl aldi jumbo hema action"
	" playstation xbox adidas nike wmo svb uwv ggd ggz cjg ouderkamer maandag dinsdag woensdag donderdag vrijdag zaterdag zondag januari februari maart april mei juni"
	" juli augustus september oktober november december veilig thuis ik we wij er het de een";

/* ---- words ---- */

static bool letter(unsigned char c)
{
	return isalnum(c) || c >= 0x80;
}

static bool ends_sentence(char c)
{
	return c == '.' || c == '!' || c == '?' || c == '\n' || c == ':';
}

/* A capital also of letters outside ASCII: what changes when it is made small. U+00C0 … U+00DE are the ones that names here begin with. */
static bool begins_big(const char *p)
{
	const unsigned char *u = (const unsigned char *)p;
	return isupper(u[0]) || (u[0] == 0xc3 && u[1] >= 0x80 && u[1] <= 0x9e && u[1] != 0x97) || (u[0] == 0xc4 && (u[1] == 0xb0 || u[1] == 0x9e))
		|| (u[0] == 0xc5 && (u[1] == 0x9e || u[1] == 0xa0 || u[1] == 0xbd)) || (u[0] == 0xc5 && u[1] == 0x81);
}

static void split(struct reading *r)
{
	bool first = true;
	for (const char *p = r->text; *p;) {
		if (!letter((unsigned char)*p)) {
			first = first || ends_sentence(*p);
			p++;
			continue;
		}
		size_t n = 0;
		while (letter((unsigned char)p[n]) || (p[n] == '-' && letter((unsigned char)p[n + 1])))
			n++;
		struct word *w = LIST_ADD(r->arena, r->words, r->n);
		*w = (struct word){ p, n, NULL, begins_big(p), first };
		w->folded = utf8_fold(r->arena, arena_strndup(r->arena, p, n));
		p += n;
		first = false;
	}
}

/* From the end of the sentence before it to its own end, in one line. */
static const char *sentence_around(const struct reading *r, const char *at)
{
	const char *from = at, *to = at;
	while (from > r->text && !ends_sentence(from[-1]))
		from--;
	while (*to && !ends_sentence(*to))
		to++;
	to += *to && *to != '\n';
	return utf8_clean(r->arena, arena_strndup(r->arena, from, (size_t)(to - from)), true);
}

static void found(struct reading *r, enum named_kind kind, const char *at, size_t n)
{
	const char *words = arena_strndup(r->arena, at, n);
	for (int64_t i = 0; i < r->found.n; i++)
		if (!strcmp(r->found.list[i].words, words))
			return;
	if (r->found.n == NAMED_MOST)
		return;
	struct named *x = LIST_ADD(r->arena, r->found.list, r->found.n);
	*x = (struct named){ kind, words, sentence_around(r, at) };
}

/* ---- names ---- */

/* `known` is any text: a word of it is nobody. */
static bool is_known(const struct reading *r, const struct word *w)
{
	return r->known && among(r->known, w->folded);
}

static bool ends_as_place(const char *folded)
{
	size_t n = strlen(folded);
	for (const char *p = ends_of_places; *p; p += strspn(p, " ")) {
		size_t end = strcspn(p, " ");
		if (n > end && !strncmp(folded + n - end, p, end))
			return true;
		p += end;
	}
	return false;
}

static bool shouted(const struct word *w)
{
	size_t big = 0;
	for (size_t i = 0; i < w->n; i++)
		big += isupper((unsigned char)w->at[i]) != 0;
	return w->n > 1 && big == w->n;
}

/* A word that may be (part of) a name at all. */
static bool could_be(const struct reading *r, const struct word *w)
{
	return !isdigit((unsigned char)w->at[0]) && w->folded[0] && !is_known(r, w) && !among(capitals, w->folded) && !ends_as_place(w->folded);
}

/* "Daan's" and "Fatima's": the letter behind the apostrophe is a word of its own, so the name stands by itself already; "Daans" does not. */
static bool is_name_by_itself(const struct word *w)
{
	bool word_too = among(also_words, w->folded);
	if (!is_first_name(w->folded))
		return false;
	return w->capital ? !(w->first && word_too) : !word_too && strlen(w->folded) > 3;
}

/* The word before, past "De", "van" and the like; NULL at the beginning of a sentence. */
static const struct word *before(const struct reading *r, int64_t i)
{
	while (i > 0 && !r->words[i].first) {
		const struct word *w = &r->words[--i];
		if (!among(between_names, w->folded) || among(before_a_place, w->folded))
			return w;
	}
	return NULL;
}

static bool after_a_person(const struct reading *r, int64_t i)
{
	const struct word *w = &r->words[i], *b = before(r, i);
	if (!b || !could_be(r, w))
		return false;
	return w->capital ? among(before_a_person, b->folded) : among(also_small_after, b->folded) && is_first_name(w->folded);
}

/* "Storm van Dijk": up to three small words between. The end of it, or 0. */
static int64_t pair_at(const struct reading *r, int64_t i)
{
	const struct word *w = &r->words[i], *b = before(r, i);
	if (!w->capital || w->first || shouted(w) || !could_be(r, w) || among(between_names, w->folded) || (b && among(before_a_place, b->folded)))
		return 0;
	int64_t j = i + 1;
	while (j < r->n && j < i + 4 && !r->words[j].first && among(between_names, r->words[j].folded))
		j++;
	bool second = j < r->n && !r->words[j].first && r->words[j].capital && !shouted(&r->words[j]) && could_be(r, &r->words[j]);
	return second && r->words[j].at - (w->at + w->n) < 16 ? j : 0;
}

/* "zag ik Storm lopen": a capital inside a sentence that nothing explains. Behind an article it is a school, a shop or a street. */
static bool stands_out(const struct reading *r, int64_t i)
{
	const struct word *w = &r->words[i], *b = before(r, i);
	if (!w->capital || w->first || i == 0 || w->n < 3 || shouted(w) || !could_be(r, w) || among(between_names, w->folded))
		return false;
	return !among("de het een", r->words[i - 1].folded) && !(b && among(before_a_place, b->folded));
}

static void look_for_names(struct reading *r)
{
	for (int64_t i = 0; i < r->n; i++) {
		const struct word *w = &r->words[i];
		int64_t end = pair_at(r, i);
		bool alone = could_be(r, w) && is_name_by_itself(w);
		const struct word *b = before(r, i);
		if (alone && b && among(before_a_place, b->folded) && !w->capital)
			alone = false;
		if (end || alone || after_a_person(r, i) || stands_out(r, i)) {
			const struct word *last = end ? &r->words[end] : w;
			found(r, NAMED_NAME, w->at, (size_t)(last->at + last->n - w->at));
			i = end ? end : i;
		}
	}
}

/* ---- numbers ---- */

/* Digits with what people put between them; how many digits, and where it ends. */
static int digits_from(const char *p, const char **end)
{
	int n = 0;
	const char *last = p;
	for (; isdigit((unsigned char)*p) || (n && strchr(" -.()/", *p) && *p && (isdigit((unsigned char)p[1]) || strchr(" -()", p[1]))); p++)
		if (isdigit((unsigned char)*p)) {
			n++;
			last = p + 1;
		}
	*end = last;
	return n;
}

static bool is_phone(const char *from, const char *end, int digits, bool plus)
{
	bool dates = memchr(from, '/', (size_t)(end - from)) != NULL;
	return plus ? digits >= 9 && digits <= 15 : !dates && digits == 10 && from[0] == '0';
}

/* d-m-yyyy with any of - / . between; 0 when it is none. */
static int year_of_date(const char *p, const char *end)
{
	int part[3] = { 0 }, n = 0, length[3] = { 0 };
	for (; p < end && n < 3; p++) {
		if (isdigit((unsigned char)*p)) {
			part[n] = part[n] > 9999 ? part[n] : part[n] * 10 + (*p - '0');
			length[n]++;
		} else if (strchr("-/.", *p))
			n++;
		else
			return 0;
	}
	bool day = n == 2 && length[0] <= 2 && length[1] <= 2 && (length[2] == 4 || length[2] == 2) && part[0] >= 1 && part[0] <= 31 && part[1] >= 1 && part[1] <= 12;
	return !day ? 0 : length[2] == 4 ? part[2] : part[2] > 40 ? 1900 + part[2] : 2000 + part[2];
}

static bool born_before(const struct reading *r, const char *at)
{
	const char *from = at - r->text > 24 ? at - 24 : r->text;
	const char *near = utf8_fold(r->arena, utf8_clean(r->arena, arena_strndup(r->arena, from, (size_t)(at - from)), true));
	return strstr(near, "geboren") || strstr(near, "geb") || strstr(near, "gebdatum");
}

static void look_at_number(struct reading *r, const char *at, const char **end)
{
	int n = digits_from(at, end), year = year_of_date(at, *end);
	bool plus = at > r->text && at[-1] == '+';
	const char *from = plus ? at - 1 : at;
	if (year)
		(year < r->year && year > 1900) || born_before(r, at) ? found(r, NAMED_BIRTH, at, (size_t)(*end - at)) : (void)0;
	else if (is_phone(at, *end, n, plus))
		found(r, NAMED_PHONE, from, (size_t)(*end - from));
	else if (n == 9 && *end - at == 9)
		found(r, NAMED_NUMBER, at, 9);
	else if (n >= 5 && born_before(r, at))
		found(r, NAMED_BIRTH, at, (size_t)(*end - at));
}

static void look_for_numbers(struct reading *r)
{
	for (const char *p = r->text; *p;) {
		const char *end = p + 1;
		if (isdigit((unsigned char)*p) && (p == r->text || !letter((unsigned char)p[-1])))
			look_at_number(r, p, &end);
		else if (isdigit((unsigned char)*p))
			while (isdigit((unsigned char)*end))
				end++;
		p = end;
	}
}

static bool of_an_address(char c)
{
	return letter((unsigned char)c) || strchr("._-+", c);
}

static void look_for_mail(struct reading *r)
{
	for (const char *at = r->text; (at = strchr(at, '@')); at++) {
		const char *from = at, *to = at + 1;
		while (from > r->text && from[-1] && of_an_address(from[-1]))
			from--;
		while (*to && of_an_address(*to))
			to++;
		while (to > at + 1 && to[-1] == '.')
			to--;
		if (from < at && memchr(at, '.', (size_t)(to - at)))
			found(r, NAMED_MAIL, from, (size_t)(to - from));
	}
}

/* The words of any text, folded, a space between. */
static const char *folded_words(struct arena *arena, const char *text)
{
	struct reading known = { .arena = arena, .text = text };
	const char *all = "";
	split(&known);
	for (int64_t i = 0; i < known.n; i++)
		all = arena_printf(arena, "%s%s%s", all, *all ? " " : "", known.words[i].folded);
	return all;
}

struct named_list report_names(struct arena *arena, const char *text, const char *known, int year)
{
	struct reading r = { .arena = arena, .text = text, .known = known ? folded_words(arena, known) : NULL, .year = year };
	if (!text)
		return r.found;
	split(&r);
	look_for_names(&r);
	look_for_numbers(&r);
	look_for_mail(&r);
	return r.found;
}
