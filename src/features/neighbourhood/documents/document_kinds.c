/* What there is to write, per kind. The headings follow the seeds: know who lives here and what is there already, connect what single people ask, set priorities
 * that can be seen to work, and say what is needed from others (002 §3.2, §3.4: Zwolle's needs, Haarlem's making plans, the district nurses' analysis and
 * year plan with themes and target groups). */
#include "documents.h"
#include "../../../platform/web/i18n.h"

static const struct document_section analysis[] = {
	{ "people", N_("Wie wonen hier"), N_("Wat voor mensen wonen hier, en wat is er aan het veranderen? Wat vertellen de cijfers niet?"), "key_figures" },
	{ "heard", N_("Wat we horen"), N_("Wat vertellen bewoners, scholen, clubs en huisartsen? Waar is het stil, en weten we waarom?"), "signals themes" },
	{ "strengths", N_("Wat sterk is: de sociale basis"), N_("Wie kent iedereen? Waar komen mensen graag? Wat doen bewoners zelf al voor elkaar?"), "initiatives" },
	{ "together", N_("Wat velen tegelijk meemaken"), N_("Welke vragen komen steeds terug, en raken ze elkaar? Wat zeggen bewoners daar zelf van?"), "themes places" },
	{ "tried", N_("Wat we probeerden, en wat paste"), N_("Wat deden we samen? Wie bereikten we, wie niet? Wat hielden we, waar stopten we mee?"), "initiatives" },
	{ "priorities", N_("Waar we voor kiezen"), N_("Per keuze: wat, wie doet het, wanneer, en waaraan zien bewoners dat het werkte?"), "themes" },
	{ "asks", N_("Wat we vragen"), N_("Wat kan alleen de gemeente, of onze eigen leiding? Vraag het zo dat er ja of nee op kan komen."), "problems" },
	{ NULL, NULL, NULL, NULL }
};
static const struct document_section year_plan[] = {
	{ "look_back", N_("Wat vorig jaar opleverde"), N_("Wat lukte, wat niet, en wat vierden we? Wat zeggen de mensen die meededen?"), "initiatives" },
	{ "priorities", N_("Wat we dit jaar doen"), N_("Hooguit een handvol. Per keuze: wat, wie, wanneer."), "themes" },
	{ "reach", N_("Voor wie"), N_("Wie willen we bereiken, en wie bereikten we tot nu toe niet?"), "key_figures places" },
	{ "with", N_("Met wie"), N_("Welke bewoners, clubs, scholen en organisaties doen mee, en hoe ver: meedenken, meewerken, meebeslissen?"), "initiatives" },
	{ "worked", N_("Waaraan we zien dat het werkte"), N_("Wat is er dan anders, voor wie? Wanneer kijken we, en met wie?"), "signals" },
	{ "learn", N_("Wat we zelf willen leren"), N_("Waar lopen we tegenaan? Wie kan ons helpen?"), "" },
	{ "asks", N_("Wat we nodig hebben"), N_("Tijd, geld, ruimte, een besluit: van wie, vóór wanneer?"), "problems" },
	{ NULL, NULL, NULL, NULL }
};
static const struct document_section vision[] = {
	{ "future", N_("Hoe het hier is over tien jaar"), N_("Schrijf het zo dat een bewoner het herkent."), "" },
	{ "residents", N_("Wat bewoners zeggen"), N_("In hun woorden, zonder namen."), "" },
	{ "role", N_("Wat dat van ons vraagt"), N_("Wat doen wij anders dan nu?"), "" },
	{ NULL, NULL, NULL, NULL }
};
static const struct document_section principles[] = {
	{ "agreed", N_("Waar we van uitgaan"), N_("Hooguit zeven zinnen die iedereen in het team kan uitleggen."), "" },
	{ "practice", N_("Hoe je dat in ons werk ziet"), N_("Per uitgangspunt een voorbeeld van vorige maand."), "" },
	{ NULL, NULL, NULL, NULL }
};
static const struct document_section assignment[] = {
	{ "task", N_("De opdracht"), N_("Wat moet er hier bereikt worden, en voor wie?"), "" },
	{ "mandate", N_("Wat we zelf mogen beslissen"), N_("Tijd, geld, mensen: tot waar zonder te vragen?"), "" },
	{ "bounds", N_("Grenzen"), N_("Wat hoort er niet bij, en bij wie dan wel?"), "" },
	{ "account", N_("Hoe we laten zien wat we doen"), N_("Aan wie, wanneer, in welke vorm?"), "" },
	{ NULL, NULL, NULL, NULL }
};

static const struct document_kind DOCUMENTS[] = {
	{ "analysis", N_("Wijkanalyse {area} {year}"), N_("Wat speelt er in de wijk, wat is er al, en waar kiezen we voor."), analysis },
	{ "year_plan", N_("Jaarplan {area} {year}"), N_("Wat we dit jaar doen, met wie, en waaraan we zien dat het werkte."), year_plan },
	{ "vision", N_("Visie voor {area} {year}"), N_("Waar we met de wijk naartoe willen, op de lange duur."), vision },
	{ "principles", N_("Uitgangspunten {area} {year}"), N_("Waar het team in al zijn werk van uitgaat."), principles },
	{ "assignment", N_("Opdracht {area} {year}"), N_("Wat de gemeente aan het team vraagt, en wat het team zelf mag."), assignment },
	{ NULL, NULL, NULL, NULL }
};

const struct document_kind *document_kind(const char *code)
{
	for (const struct document_kind *k = DOCUMENTS; code && k->code; k++)
		if (!strcmp(k->code, code))
			return k;
	return NULL;
}

const struct document_section *document_section(const struct document_kind *kind, const char *code)
{
	for (const struct document_section *s = kind->sections; code && s->code; s++)
		if (!strcmp(s->code, code))
			return s;
	return NULL;
}
