/* Life domains guessed from what a reporter writes: word stems per domain, plain Dutch as people use it. A guess is shown to be tapped away, never
 * forced, so a word too many is worse than one missed: stems that mean many things ("thuis", "problemen") are not here. */
#include "signal.h"
#include <ctype.h>
#include "../../platform/base/utf8.h"

enum { MOST = 3 };                  /* more than three guesses say nothing */

/* Stems are folded (utf8_fold) and match at the beginning of a word; with "*" before them anywhere in it
 * ("huurachterstand"), with "=" the whole word ("moe", not "moeder"). */
static const struct { const char *domain, *stems; } words[] = {
	{ "physical_health", "ziek huisarts dokter =pijn medicijn overgewicht ondervoed mager tandarts tanden gebit lichamelijk gehandicapt handicap"
		" zwanger slaapt slapen =moe astma diabetes suikerziekte vermoeid beperking beweegt gezondheid ongezond" },
	{ "daily_life", "huishoud schoonmaak vies vieze =vuil rommel =troep opruim *vervuil kleren kleding ongewassen stinkt structuur =ritme opstaan koken"
		" boodschappen verslapen onverzorgd dagritme zelfstandig wasmachine afspraken *administratie =post" },
	{ "income", "geld schuld *schulden *achterstand deurwaarder incasso uitkering bijstand huur rekening betalen betaalt voedselbank =arm armoede werkloos"
		" ontslag ontslagen toeslag aanmaning loonbeslag beslag inkomen huisuitzetting uitzetting afgesloten energierekening budget lening gokschuld"
		" contributie inschrijfgeld voorschot lunch" },
	{ "participation", "eenzaam vrienden school schoolverzuim *verzuim spijbel sport *club vereniging =taal nederlands inburger werk stage"
		" vrijwilliger isolement geisoleerd meedoen opleiding dagbesteding contacten afgezonderd speelt zwemles bibliotheek" },
	{ "parenting", "opvoed opvoeding kind kinderen zoon dochter baby peuter kleuter puber tiener luistert ouders moeder vader gezag scheiding gescheiden"
		" omgang pleeg driftbui driftig ongehoorzaam grenzen gillen gilt schreeuwt schreeuwen huilt huilen bedtijd borstvoeding oppas" },
	{ "safety", "slaan slaat geslagen sloeg *mishandel geweld blauwe wapen =mes bedreig dreig angstig =bang onveilig veilig ruzie vechten vecht"
		" *misbruik *verwaarlo politie weggelopen wegloop stalk loverboy drugs dealer dealt gokken criminel inbraak =brand opgesloten" },
	{ "mental_health", "depressi somber verdriet stress overspannen burnout paniek angst psych verward suicid zelfmoord zelfbeschadig snijdt trauma"
		" verslaafd verslaving drinkt alcohol dronken =drank rouw piekert piekeren autis adhd gespannen manisch waanbeeld" },
};

static bool word_has(const char *word, const char *stem, size_t n)
{
	if (*stem == '=')
		return strlen(word) == n - 1 && !strncmp(word, stem + 1, n - 1);
	if (*stem != '*')
		return !strncmp(word, stem, n);
	for (const char *at = word; *at; at++)
		if (!strncmp(at, stem + 1, n - 1))
			return true;
	return false;
}

static bool stems_have(const char *stems, const char *word)
{
	for (const char *stem = stems; *stem;) {
		size_t n = strcspn(stem, " ");
		if (word_has(word, stem, n))
			return true;
		stem += n + strspn(stem + n, " ");
	}
	return false;
}

static int score_of(const char *stems, char *const *list, size_t n)
{
	int score = 0;
	for (size_t i = 0; i < n; i++)
		score += stems_have(stems, list[i]);
	return score;
}

/* Words are runs of letters, digits and whatever is not ASCII; each is folded by itself, since folding drops the spaces. */
static size_t split(struct arena *arena, const char *text, char ***list)
{
	size_t n = 0, length;
	*list = ARENA_ARRAY(arena, char *, strlen(text) / 2 + 1);
	for (const char *s = text; *s; s += length) {
		for (length = 0; isalnum((unsigned char)s[length]) || (unsigned char)s[length] >= 0x80;)
			length++;
		if (length)
			(*list)[n++] = arena_strdup(arena, utf8_fold(arena, arena_strndup(arena, s, length)));
		else
			length = 1;
	}
	return n;
}

const char *report_guess_domains(struct arena *arena, const char *text)
{
	enum { DOMAINS = sizeof words / sizeof *words };
	int score[DOMAINS], taken = 0;
	char **list;
	const char *guess = "";
	bool in[DOMAINS] = { false };
	size_t n = split(arena, text ? text : "", &list);
	for (size_t i = 0; i < DOMAINS; i++)
		score[i] = score_of(words[i].stems, list, n);
	for (; taken < MOST; taken++) {
		size_t best = 0;
		for (size_t i = 1; i < DOMAINS; i++)
			best = score[i] > score[best] ? i : best;
		if (!score[best])
			break;
		in[best] = true;
		score[best] = 0;
	}
	for (size_t i = 0; i < DOMAINS; i++)
		if (in[i])
			guess = arena_printf(arena, "%s%s%s", guess, *guess ? " " : "", words[i].domain);
	return guess;
}
