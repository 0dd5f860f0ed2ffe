#include "initiative_questions.h"
#include <stddef.h>
#include <string.h>
#include "../../platform/web/i18n.h"

const struct initiative_question INITIATIVE_QUESTIONS[] = {
	{ "p_listen", "plan", N_("We vroegen bewoners wat zij willen, en dat is waar we nu aan werken."), false },
	{ "p_one", "plan", N_("We kozen één ding dat voorgaat, en zeggen dat ook hardop."), false },
	{ "p_time", "plan", N_("Er is tijd voor. Anders zoeken we tijdelijk iemand erbij."), false },
	{ "p_soon", "plan", N_("Binnen een paar weken is er al iets van te zien."), false },
	{ "p_craft", "plan", N_("We kijken ook naar onszelf: denken we al samen-met-meer, of nog per gezin?"), false },
	{ "p_learn", "plan", N_("We leren wat we hiervoor missen: een beeld van waar het heen moet, kennis, gewoon hoe je het doet."), false },
	{ "p_role", "plan", N_("We durven onze eigen plek te veranderen: minder vooraan, meer ernaast."), false },
	{ "c_motive", "contact", N_("Volgen we wat de mensen drijft die ermee kwamen, of sturen we bij?"), true },
	{ "c_network", "contact", N_("Zijn er al kringen waar we bij kunnen aansluiten, of moeten we bewoners, buurt en instanties eerst aan elkaar knopen?"), true },
	{ "c_logic", "contact", N_("Gaat het zoals het voor bewoners logisch is, of zoals het voor organisaties logisch is?"), true },
	{ "c_ask", "contact", N_("We stellen vragen, en wachten met een oordeel."), false },
	{ "c_both", "contact", N_("We luisteren naar wat mensen dwarszit én naar hun wilde ideeën."), false },
	{ "c_first", "contact", N_("We zoeken zelf contact met wie al actief is, ook als er niets hoeft."), false },
	{ "u_strength", "carrying_out", N_("Kunnen zij het zelf, of moeten we iets leren, regelen of lenen?"), true },
	{ "u_stance", "carrying_out", N_("Zijn we vooral betrokken, of vooral van dienst?"), true },
	{ "u_equal", "carrying_out", N_("We zijn hier gelijk: niemand is gast bij een ander."), false },
	{ "u_power", "carrying_out", N_("Wie dacht dat het toch niet uitmaakt, merkt dat het wel uitmaakt."), false },
	{ "u_light", "carrying_out", N_("We bedenken het samen met wie meedoet, met niet te veel en niet te weinig regels."), false },
	{ "u_bridges", "carrying_out", N_("We brengen partijen bij elkaar die elkaar nog niet kenden."), false },
	{ "u_new", "carrying_out", N_("Er is ruimte om iets te proberen wat nog niemand deed."), false },
	{ "u_cheer", "carrying_out", N_("Wat lukt, vieren we."), false },
	{ NULL, NULL, NULL, false }
};

const struct initiative_question *initiative_question(const char *code)
{
	for (const struct initiative_question *q = INITIATIVE_QUESTIONS; q->code; q++)
		if (code && !strcmp(q->code, code))
			return q;
	return NULL;
}
