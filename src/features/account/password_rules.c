#include "password_rules.h"
#include <ctype.h>
#include <string.h>
#include <strings.h>
#include "../../platform/base/utf8.h"
#include "../../platform/web/i18n.h"

/* The heart of what is tried first, Dutch and English. Digits and signs around it are not counted: "Welkom2026!" is "welkom". */
static const char *const common[] = {
	"", "a", "aa", "ab", "abc", "abcd", "abcdef", "abcdefgh", "abcdefghijkl", "admin", "administrator", "ajax", "amsterdam", "april", "asdf", "asdfgh",
	"asdfghjkl", "august", "augustus", "autumn", "baby", "beheerder", "changeme", "computer", "december", "dragon", "eindhoven", "februari",
	"feyenoord", "football", "geheim", "gemeente", "gezin", "hallo", "hello", "herfst", "iloveyou", "inloggen", "internet", "januari", "juli", "juni",
	"ikhouvanjou", "lente", "letmein", "liefde", "lol", "loveyou", "maart", "master", "mei", "monkey", "mypassword", "nabij", "nabijnabij", "nederland",
	"newpassword", "nieuwwachtwoord", "november", "october", "oktober", "onzegemeente", "p@ssw0rd", "p@ssword", "pass", "passw0rd", "password",
	"passwordpassword", "paswoord", "princess", "psv", "q", "qazwsx", "qwe", "qwert", "qwerty", "qwertyu", "qwertyui", "qwertyuiop",
	"qwertyuiopasdfghjkl", "rotterdam", "schatje", "secret", "september", "spring", "summer", "sunshine", "superman", "test", "testtest", "utrecht", "vakantie", "voetbal",
	"w8woord", "wachtwoord", "wachtwoordwachtwoord", "welcome", "welkom", "welkomwelkom", "wijkteam", "winter", "zomer", "zwolle", NULL
};

static bool is_common(const char *password)
{
	char heart[64];
	size_t n = strlen(password);
	while (n && !isalpha((unsigned char)*password) && !(*password & 0x80)) {
		password++;
		n--;
	}
	while (n && !isalpha((unsigned char)password[n - 1]) && !(password[n - 1] & 0x80))
		n--;
	if (n >= sizeof heart)
		return false;
	memcpy(heart, password, n);
	heart[n] = 0;
	for (const char *const *c = common; *c; c++)
		if (!strcasecmp(*c, heart))
			return true;
	return false;
}

/* "aaaaaaaaaaaa", "abababababab": the same one, two or three again and again. */
static bool repeats(const char *password)
{
	size_t n = strlen(password);
	for (size_t step = 1; step <= 3; step++) {
		size_t i = step;
		while (i < n && password[i] == password[i - step])
			i++;
		if (i == n)
			return true;
	}
	return false;
}

const char *password_wrong(const char *password, const char *login, bool staff)
{
	if (utf8_length(password) < (size_t)(staff ? PASSWORD_STAFF : PASSWORD_FAMILY))
		return staff ? N_("Kies een wachtwoord van 12 tekens of meer, bijvoorbeeld vier losse woorden")
			: N_("Kies een wachtwoord van 8 tekens of meer, bijvoorbeeld drie losse woorden");
	if (login && !strcasecmp(password, login))
		return N_("Kies een ander wachtwoord dan je inlognaam");
	if (is_common(password) || repeats(password))
		return N_("Dit wachtwoord is te makkelijk te raden. Kies iets eigens, bijvoorbeeld een paar losse woorden");
	return NULL;
}
