// All doors of the program, for tests that try every one: the table of rights, the routes, and what has to stand in a path and in a form to come through
// (in the small world of tests/world/world.c).
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

export const table = read(readFileSync(new URL('../scenario/rights.table', import.meta.url), 'utf8'));

// The viewers, in the order of the table's columns: who they are in the small world.
export const VIEWERS = {
  resident: 'ottoline', supporter: 'hendrikus', stranger: 'saar', estranged: 'isbrand', professional: 'sanne', colleague: 'joost', specialist: 'yara',
  emergency: 'nadia', second: 'wim', coordinator: 'karin', elsewhere: 'otto', partner: 'school', club: 'club', police: 'agent', expert: 'expert', policy: 'policy',
  privacy: 'privacy', manager: 'manager', link: null, nobody: null,
};
// What {id} stands for, by the beginning of the path; the longest that fits counts. `other`: a row of the same kind in another household. Of several in one path:
// one after another, a slash between.
const IDS = {
  '/households/{household}/people/': 'twelve other_person', '/households/{household}/network/': 'tie other_tie',
  '/households/{household}/questions/': 'question other_question', '/households/{household}/notes/': 'hold',
  '/households/{household}/intake/notes/': 'domain_note other_domain_note', '/households/{household}/intake/links/': 'domain_link other_domain_link',
  '/households/{household}/wishes/': 'wish other_wish', '/households/{household}/agreements/': 'agreement other_agreement',
  '/households/{household}/goals/': 'goal other_goal', '/households/{household}/steps/': 'step other_step',
  '/households/{household}/plan/versions/': 'revision', '/households/{household}/plan/reviews/': 'review other_review',
  '/caseload/': 'household', '/attention/': 'attention', '/signals/': 'report', '/signals/links/': 'report_link', '/my-reports/': 'own_report', '/emergencies/': 'emergency',
  '/our/steps/': 'step', '/our/access/': 'consent', '/our/wishes/': 'wish', '/our/goals/': 'goal', '/our/questions/': 'question', '/our/choose/': 'household', '/our/earlier/': 'earlier_household', '/our/mine/': 'consent', '/our/plan/versions/': 'revision',
  '/neighbourhoods/base/': 'base',
  '/neighbourhoods/{code}/documents/': 'document', '/problems/': 'problem', '/problems/{id}/answer': 'asked_problem', '/problems/{id}/accept': 'good_problem', '/problems/{id}/again': 'answered_problem',
  '/settings/people/': 'staff', '/settings/teams/': 'team', '/account/sessions/': '-', '/account/tokens/': '-',
  '/initiatives/': 'initiative', '/initiatives/{id}/meetings/{id2}': 'initiative/initiative_meeting', '/initiatives/{id}/residents/{id2}': 'initiative/initiative_answer',
  '/initiatives/{id}/making/{id2}': 'initiative/initiative_part', '/initiatives/{id}/guests/{id2}': 'initiative/initiative_guest',
  '/initiatives/{id}/result/successes/{id2}': 'initiative/initiative_success', '/initiatives/{id}/result/costs/{id2}': 'initiative/initiative_cost',
  '/nearby/': 'open_initiative', '/nearby/{id}/meetings/{id2}': 'open_initiative/open_meeting',
  '/themes/': 'theme',
};
// A search is tried with the beginning of a name, which the page then says only when it finds it.
const ASKED = { '/search': '?q=Kraai' };
const WORDS = {
  '/neighbourhoods/{code}/documents/{id}/sections/': 'BU01930100 people',
  '/neighbourhoods/': 'BU01930100', '/households/{household}/intake/': 'safety', '/settings/teams/{id}/areas/': 'WK019301', '/settings/terms/': 'no_contact', '/language/': 'en', '/l/': ids => ids.standing, '/invite/': 'AAAA-AAAA-AAAA', '/initiatives/{id}/reflect/': 'p_one', '/nearby/': 'BU99010001' };
// Tried last, since little is possible after them.
export const LAST = [
  /\/documents\/\{id\}\/adopt$/, /\/problems\/\{id\}\/accept$/,
  /\/base\/\{id\}\/end$/, /\/done$/, /\/drop$/, /\/our\/access/, /^\/households.*\/end$/, /^\/signals\/links.*\/end$/, /^\/households.*\/professional$/, /\/close$/, /\/caseload/, /\/emergencies/, /^\/initiatives.*\/(remove|end)$/, /^\/sign-in/, /^\/sign-out/];
function read(text)
{
  const lines = text.split('\n').filter(line => line && !line.startsWith('#')).map(line => line.trim().split(/\s+/));
  const [, , ...columns] = lines.shift();
  return { columns, rows: new Map(lines.map(([method, path, ...cells]) => [`${method} ${path}`, Object.fromEntries(columns.map((c, i) => [c, cells[i]]))])) };
}

export async function routes(town)
{
  const { paths } = (await town.visitor().json('/openapi.json')).data;
  return Object.entries(paths).flatMap(([path, methods]) => Object.entries(methods).map(([m, about]) => ({ method: m.toUpperCase(), path, name: `${m.toUpperCase()} ${path}`,
    schema: about.requestBody?.content['application/json'].schema })));
}

// Of signals.
Object.assign(WORDS, { '/signals/{id}/reporting-code/': 'consult', '/households/{household}/reporting-code/': 'consult' });
LAST.unshift(/\/told$/);

// The least that a form takes: what it must have, chosen from what its schema says.
export function least({ path, schema }, ids, town, person)
{
  const one = (name, p) => {
    if (NAMED[name]) return NAMED[name](ids, town, person);
    if (p.enum) return p.enum[0];
    if (p.format === 'date') return /^(on_day|birth)/.test(name) ? town.day(-1) : town.day(7);
    return p.type === 'integer' ? String(p.minimum ?? 1) : p.type === 'boolean' ? 'on' : 'Iets';
  };
  const asked = Object.fromEntries((schema?.required ?? []).map(name => [name, one(name, schema.properties[name])]));
  return { ...asked, ...MORE.find(([p]) => p.test(path))?.[1](town) };
}
// What a schema cannot say.
const NAMED = {
  account_id: (ids, town) => town.world.people.wim.id, holder_id: ids => ids.mother, partner_id: (ids, town) => town.world.people.club.id,
  form: (ids, town, person) => `intake:${ids.household}:${person.account.id}`, password: () => 'fout-wachtwoord', login: () => 'niemand', number: () => 'NO-2026-9999',
};

const MORE = [
  [/\/pick$/, () => ({ answer: 'yes' })], [/\/plan\/agree$/, () => ({ agreed_by: 'Iedereen' })], [/\/plan\/review$/, town => ({ next_on: town.day(40) })],
  [/\/questions\/\{id\}$/, () => ({ answer: 'Ja' })], [/\/phase$/, () => ({ phase: 'support' })], [/\/households\/\{household\}\/notes\/\{id\}$/, town => ({ deed: 'extend', review_on: town.day(60) })],
  [/\/professional$/, town => ({ account_id: town.world.people.wim.id })], [/\/later$/, town => ({ on: town.day(3) })], [/\/intake\/\{code\}$/, () => ({ worry: 'Iets' })],
  [/^\/initiatives\/(new|\{id\}\/change)$/, () => ({ area_code: 'BU99010001' })], [/^\/initiatives\/\{id\}\/first$/, () => ({ exists_choice: 'nothing' })],
  [/^\/initiatives\/\{id\}\/phase$/, () => ({ phase: 'contact' })], [/\/reflect\/\{code\}$/, () => ({ mark: 'well' })],
  [/^\/initiatives\/\{id\}\/meetings$/, town => ({ rhythm: 'once', first: town.day(20), from: '15.30', to: '17', place: 'De Schuit' })],
  [/^\/initiatives\/\{id\}\/meetings\/\{id2\}\/move$/, town => ({ first: town.day(-4), from: '15.30', to: '17', place: 'De Schuit' })],
  [/^\/initiatives\/\{id\}\/meetings\/\{id2\}\/count$/, () => ({ attendance: '3' })], [/^\/initiatives\/\{id\}\/making$/, () => ({ phase: 'plan', party: 'parents', degree: 'think' })],
  [/^\/initiatives\/\{id\}\/making\/\{id2\}\/done$/, () => ({ done: 'Iets' })], [/^\/initiatives\/\{id\}\/guests$/, () => ({ login: 'expert' })],
  [/^\/initiatives\/\{id\}\/result\/successes$/, () => ({ cheer: 'Iets' })], [/^\/initiatives\/\{id\}\/result\/costs$/, () => ({ what: 'Iets' })],
  [/\/pass$/, town => ({ team_id: town.world.ids.team, reason: 'Iets' })], [/\/signals\/\{id\}\/answer$/, () => ({ said: 'talked', reason: 'Iets' })],
  [/\/signals\/\{id\}\/plan$/, town => ({ step_kind: 'visit', step_on: town.day(1) })], [/\/tried$/, () => ({ reached: 'no' })],
  [/\/collective$/, () => ({ collective_words: 'Iets dat vaker speelt' })], [/\/decline$/, () => ({ decline_reason: 'Iets' })],
  [/\/signals\/\{id\}\/reporter$/, town => ({ first_name: 'Iets', self_name: 'Iets', self_agreed: 'on', self_on: town.day(0) })],
  [/\/inform-later$/, town => ({ inform_by: town.day(20), inform_reason: 'Iets' })], [/\/unnamed$/, () => ({ unnamed_reason: 'Iets' })],
  [/\/introduce$/, () => ({ introduce: 'come' })], [/\/reporting-code$/, town => ({ second_id: town.world.people.wim.id, hold_reason: 'Iets' })],
];

// The same number of digits, and of nothing at all.
const nothing = id => String(BigInt(id) + 7n);
export const link_of_nothing = 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';

// The path with ids in it: of the household (real), of nothing, or the household's own with a row of another one.
export function address(path, ids, which)
{
  const of = name => (name === undefined || name === '-' ? '456000000000000000' : which === 'nothing' ? nothing(ids[name]) : ids[name]);
  const prefix = Object.keys(IDS).filter(p => path.startsWith(p)).sort((a, b) => b.length - a.length)[0];
  assert(!path.includes('{id}') || prefix, `say in IDS what {id} stands for in ${path}`);
  const [own, other] = (IDS[prefix] ?? '').split(' ');
  if (which === 'other' && !other) return undefined;
  const names = (which === 'other' ? other : own ?? '').split('/');
  const [, word] = path.includes('{code}') ? Object.entries(WORDS).find(([p]) => path.startsWith(p)) ?? assert.fail(`say in WORDS what {code} stands for in ${path}`) : [];
  const codes = (typeof word === 'function' ? word(ids) : word ?? '').split(' ');
  return path.replace(/\{id2?\}/g, () => of(names.length > 1 ? names.shift() : names[0] || undefined))
    .replace('{token}', which === 'real' ? ids.link : link_of_nothing)
    .replace(/\{code\}/g, () => (codes.length > 1 ? codes.shift() : codes[0]))
    .replace('{household}', () => (which === 'nothing' ? nothing(ids.household) : ids.household)) + (ASKED[path] ?? '');
}
