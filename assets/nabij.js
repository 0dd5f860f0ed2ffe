/* What makes a page pleasanter; no page needs it. Each part below begins with what a page writes to use it. Nothing is put into the page as
 * HTML, no style is set (the CSP would refuse it), nothing is kept but in this tab, and that goes when one signs out or leaves in haste. */

const lang = document.documentElement.lang || 'nl';
const words = {
  nl: {
    saved: 'Opgeslagen om {time}', saving: 'Opslaan…',
    offline: 'Geen verbinding. Wat je typt blijft hier staan en gaat mee zodra het weer kan.',
    signedOut: 'Je bent uitgelogd. Wat je typte is bewaard in dit tabblad.', signIn: 'Log opnieuw in',
    refused: 'Dit is nog niet opgeslagen: {why}', tryAgain: 'we proberen het zo weer.',
    conflict: 'Hier is intussen iets anders opgeslagen. Jij typte:', useMine: 'Zet mijn tekst terug', useTheirs: 'Laat het zo',
    cancel: 'Terug', sure: 'Ja, doe dit', copied: 'Gekopieerd', stop: 'Stop met voorlezen',
  },
  en: {
    saved: 'Saved at {time}', saving: 'Saving…',
    offline: 'No connection. What you type stays here and is sent as soon as it can be.',
    signedOut: 'You are signed out. What you typed is kept in this tab.', signIn: 'Sign in again',
    refused: 'This is not saved yet: {why}', tryAgain: 'we will try again shortly.',
    conflict: 'Something else was saved here meanwhile. You typed:', useMine: 'Put my text back', useTheirs: 'Leave it as it is',
    cancel: 'Back', sure: 'Yes, do this', copied: 'Copied', stop: 'Stop reading',
  },
};
const say = (name, values = {}) => (words[lang.slice(0, 2)] ?? words.nl)[name].replace(/\{(\w+)\}/g, (_, key) => values[key] ?? '');
const all = (selector, from = document) => [...from.querySelectorAll(selector)];

function make(tag, className, text)
{
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text) element.textContent = text;
  return element;
}

/* ---- Drafts ----
 * <form data-autosave="/drafts" data-draft="KEY">, KEY naming the form *and* whose it is (two people may share a telephone). Each named field that
 * changed is posted by itself: csrf, form=KEY, field, value, and the form's own `version` and `since` when it has them (those of the answer take their place).
 * 2xx: it is saved, and only then that is said, in the form's .saved (made when there is none). 409 with JSON {message, value}: somebody else changed
 * it; shown at the field, nothing overwritten. No connection or no session: what was typed stays in this tab and is sent, or offered, when it can be. */
function kept(store)
{
  try { return { fields: [], ...JSON.parse(sessionStorage.getItem(store) ?? '{}') }; } catch { return { fields: [] }; /* not ours to read */ }
}

/* A form that was sent led here. To the sign-in page: it did not arrive, keep what it held. Anywhere else: it did. */
function settle()
{
  for (const store of Object.keys(sessionStorage).filter(key => key.startsWith('draft:') && kept(key).sent))
    if (location.pathname === '/sign-in') sessionStorage.setItem(store, JSON.stringify({ ...kept(store), sent: false }));
    else sessionStorage.removeItem(store);
}
try { settle(); } catch { /* no store in this browser: nothing to settle */ }

const marks = ['version', 'since'];       /* of the row that a form changes; of the drafts it was filled from */
class Drafts {
  constructor(form)
  {
    this.form = form;
    this.store = 'draft:' + form.dataset.draft;
    this.waiting = new Map();          /* field name → value not yet known to be saved */
    this.base = new Map();             /* field name → value that the server gave */
    this.status = form.querySelector('.saved') ?? form.appendChild(make('p', 'saved'));
    this.status.setAttribute('role', 'status');
    for (const name of this.names()) this.base.set(name, this.value(name));
    this.recall();
    form.addEventListener('input', event => this.changed(event.target, 900));
    form.addEventListener('change', event => this.changed(event.target, 0));
    form.addEventListener('submit', () => this.submitted());
    addEventListener('online', () => this.send());
    addEventListener('pagehide', () => this.send(true));
  }

  names()
  {
    const skip = ['csrf', 'once', ...marks];
    return new Set([...this.form.elements].filter(e => e.name && !skip.includes(e.name) && !['submit', 'button', 'file', 'password', 'hidden'].includes(e.type)).map(e => e.name));
  }

  own(name) { return this.form.elements.namedItem(name); }

  value(name)
  {
    return all(`[name="${CSS.escape(name)}"]`, this.form).filter(e => !['checkbox', 'radio'].includes(e.type) || e.checked).map(e => e.value).join('\n');
  }

  put(name, value)
  {
    const chosen = value.split('\n');
    for (const e of all(`[name="${CSS.escape(name)}"]`, this.form))
      if (['checkbox', 'radio'].includes(e.type)) e.checked = chosen.includes(e.value);
      else e.value = value;
  }

  changed(field, delay)
  {
    if (!this.base.has(field.name)) return;
    this.waiting.set(field.name, this.value(field.name));
    this.remember();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), delay);
  }

  remember(sent = false)
  {
    const fields = [...this.waiting].map(([name, value]) => [name, value, this.base.get(name)]);
    try {
      if (fields.length) sessionStorage.setItem(this.store, JSON.stringify({ sent, fields }));
      else sessionStorage.removeItem(this.store);
    } catch { /* a full or forbidden store: what is on screen stays, and is still sent */ }
  }

  /* What this tab still held: put back where the server's value is still the one it was typed over, else offered. */
  recall()
  {
    for (const [name, value, base] of kept(this.store).fields) {
      if (!this.base.has(name) || this.value(name) === value) continue;
      if (this.value(name) === base) { this.put(name, value); this.waiting.set(name, value); }
      else this.offer(name, say('conflict'), value);
    }
    this.remember();
    this.send();
  }

  /* The whole form goes to the server now. What was not saved before stays in the tab until the next page tells whether it arrived. */
  submitted()
  {
    clearTimeout(this.timer);
    this.remember(true);
    this.waiting.clear();
  }

  async send(leaving = false)
  {
    clearTimeout(this.timer);
    if (this.busy && !leaving) { this.again = true; return; }
    this.busy = true;
    for (const [name, value] of [...this.waiting])
      if (!await this.sendOne(name, value, leaving)) break;
    this.busy = false;
    if (this.again) { this.again = false; this.send(); }
  }

  async sendOne(name, value, leaving)
  {
    const body = new URLSearchParams({ csrf: this.own('csrf')?.value ?? '', form: this.form.dataset.draft, field: name, value });
    for (const own of marks)
      if (this.own(own)?.value) body.set(own, this.own(own).value);
    let answer;
    try {
      answer = await fetch(this.form.dataset.autosave, { method: 'POST', body, headers: { Accept: 'application/json' }, redirect: 'manual', keepalive: leaving });
    } catch {
      this.retry(say('offline'));
      return false;
    }
    return this.answered(answer, name, value);
  }

  async answered(answer, name, value)
  {
    if (answer.type === 'opaqueredirect' || answer.status === 401 || answer.status === 403) { this.signedOut(); return false; }
    const data = await answer.json().catch(() => ({}));
    for (const own of marks)
      if (this.own(own) && data[own]) this.own(own).value = data[own];
    if (answer.status >= 500 || answer.status === 429) { this.retry(say('refused', { why: say('tryAgain') })); return false; }
    if (this.waiting.get(name) === value) this.waiting.delete(name);
    this.remember();
    if (answer.ok) this.saved(name, value);
    else if (answer.status === 409) this.offer(name, data.message ?? say('conflict'), value, data.value);
    else this.tell(say('refused', { why: data.message ?? Object.values(data.errors ?? {})[0] ?? answer.status }));
    return true;
  }

  saved(name, value)
  {
    this.base.set(name, value);
    const time = new Date().toLocaleTimeString('nl-NL', { hour: '2-digit', minute: '2-digit', timeZone: 'Europe/Amsterdam' }).replace(':', '.');
    this.tell(say('saved', { time }));
  }

  retry(message)
  {
    this.tell(message);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), 15000);
  }

  signedOut()
  {
    this.tell(say('signedOut') + ' ');
    const link = this.status.appendChild(make('a', '', say('signIn')));
    link.href = '/sign-in?next=' + encodeURIComponent(location.pathname + location.search);
  }

  tell(message) { this.status.textContent = message; }

  /* Two texts for one field: both in sight, the choice is the person's. */
  offer(name, message, mine, theirs)
  {
    const field = this.form.querySelector(`[name="${CSS.escape(name)}"]`);
    const box = make('div', 'conflict stack gap-sm');
    box.setAttribute('role', 'alert');
    box.append(make('p', 'strong', message), make('p', 'lines', mine));
    const buttons = box.appendChild(make('p', 'buttons'));
    const choice = (label, value) => {
      const button = buttons.appendChild(make('button', 'button', label));
      button.type = 'button';
      button.addEventListener('click', () => {
        box.remove();
        if (value !== undefined) { this.put(name, value); this.changed(field, 0); }
        field.focus();
      });
    };
    if (theirs !== undefined) this.put(name, theirs);
    choice(say('useMine'), mine);
    choice(say('useTheirs'));
    (field.closest('.field') ?? field).after(box);
  }
}
const drafts = all('form[data-autosave][data-draft]').map(form => new Drafts(form));

/* ---- Leaving with something unsaved ----
 * <form data-warn>: the browser asks before leaving once something was changed. A draft that could not be sent asks by itself. */
for (const form of all('form[data-warn]')) {
  form.addEventListener('input', () => { form.dataset.changed = 'yes'; });
  form.addEventListener('submit', () => { delete form.dataset.changed; });
}
let leaving = false;
addEventListener('beforeunload', event => {
  const unsaved = drafts.some(draft => draft.waiting.size) || document.querySelector('form[data-changed]');
  if (unsaved && !leaving) event.preventDefault();
});

/* ---- Small panels ----
 * details.later closes with Escape (the focus goes back to the button) and when one taps elsewhere. */
const panels = () => all('details.later[open]');
document.addEventListener('keydown', event => {
  if (event.key !== 'Escape') return;
  for (const panel of panels()) {
    const inside = panel.contains(document.activeElement);
    panel.open = false;
    if (inside) panel.querySelector('summary').focus();
  }
});
document.addEventListener('click', event => {
  for (const panel of panels())
    if (!panel.contains(event.target)) panel.open = false;
});

/* ---- Folded sections ----
 * A link to <details id="…">, or to the heading of one, opens it. <details open data-fold> is folded on a telephone: its headings are the contents there. */
function unfold()
{
  const section = document.getElementById(location.hash.slice(1))?.closest('details.chapter');
  if (section) section.open = true;
}
if (matchMedia('(max-width: 40rem)').matches)
  for (const section of all('details[data-fold]')) section.open = false;
addEventListener('hashchange', unfold);
unfold();

/* ---- Messages ----
 * .errors gets the focus when the page opens; a message in it brings one to its field. */
document.querySelector('.errors')?.focus();
document.addEventListener('click', event => {
  const link = event.target.closest('.errors a[href^="#"]');
  const field = link && document.getElementById(link.hash.slice(1));
  if (!field) return;
  event.preventDefault();
  const control = field.matches('input, select, textarea') ? field : field.querySelector('input, select, textarea') ?? field;
  control.focus();
  (control.closest('.field') ?? control).scrollIntoView({ block: 'start' });
});

/* ---- Quick exit ----
 * <a data-quick-exit href="https://…" rel="noreferrer">: this page leaves the history, what this tab kept goes, the session ends when the link says
 * where (data-quick-exit="/sign-out"). Also when the page is found again with the back button. */
for (const link of all('a[data-quick-exit]'))
  link.addEventListener('click', event => {
    event.preventDefault();
    leaving = true;
    document.body.hidden = true;
    document.title = ' ';
    try { sessionStorage.clear(); } catch { /* forbidden: then nothing is in it */ }
    const csrf = document.querySelector('input[name=csrf]')?.value;
    if (link.dataset.quickExit && csrf)
      fetch(link.dataset.quickExit, { method: 'POST', body: new URLSearchParams({ csrf }), keepalive: true, redirect: 'manual' }).catch(() => {});
    location.replace(link.href);
  });
addEventListener('pageshow', event => { if (event.persisted && leaving) location.reload(); });

/* Who signs out leaves nothing in the tab for the next person. */
for (const form of all('form[action$="/sign-out"]'))
  form.addEventListener('submit', () => { leaving = true; for (const draft of drafts) draft.waiting.clear(); try { sessionStorage.clear(); } catch { /* as above */ } });

/* ---- Reading aloud ----
 * <button type="button" hidden data-read-aloud>: reads #main (or what data-read-aloud="#id" names); shown when this device itself has a voice for the page's language. Voices that send the text
 * to a server are never used. */
function voice()
{
  return speechSynthesis.getVoices().find(v => v.localService && v.lang.slice(0, 2) === lang.slice(0, 2));
}
function stopReading(button)
{
  speechSynthesis.cancel();
  button.lastChild.textContent = button.dataset.label;
  delete button.dataset.label;
}
function readAloud(button)
{
  if (button.dataset.label) return stopReading(button);
  const from = document.querySelector(button.dataset.readAloud || '#main') ?? document.body;
  const leaves = all('h1, h2, h3, p, li, dt, dd, label', from).filter(e => !e.querySelector('p, li, h2, h3, label') && !e.closest('button, form, .no-read') && e.checkVisibility?.() !== false);
  const lines = leaves.map(e => e.textContent.trim().replace(/\s+/g, ' ')).filter(Boolean);
  button.dataset.label = button.lastChild.textContent;
  button.lastChild.textContent = say('stop');
  lines.forEach((line, i) => {
    const utterance = new SpeechSynthesisUtterance(line);
    utterance.lang = lang;
    utterance.voice = voice();
    if (i === lines.length - 1) utterance.addEventListener('end', () => button.dataset.label && stopReading(button));
    speechSynthesis.speak(utterance);
  });
}
if ('speechSynthesis' in window) {
  const show = () => { for (const button of all('[data-read-aloud]')) button.hidden = !voice(); };
  show();
  speechSynthesis.addEventListener?.('voiceschanged', show);
  for (const button of all('[data-read-aloud]')) button.addEventListener('click', () => readAloud(button));
  addEventListener('pagehide', () => speechSynthesis.cancel());
}

/* ---- Asking before what cannot be undone ----
 * <form data-confirm="Weet je het zeker? …">, or a submit button with it. Without JavaScript the server's own page asks. */
function ask(question, label)
{
  return new Promise(answer => {
    const dialog = make('dialog', 'ask');
    const text = dialog.appendChild(make('p', '', question));
    text.id = 'ask-text';
    dialog.setAttribute('aria-labelledby', text.id);
    const buttons = dialog.appendChild(make('p', 'buttons'));
    const yes = buttons.appendChild(make('button', 'button button--main', label));
    const no = buttons.appendChild(make('button', 'button', say('cancel')));
    yes.addEventListener('click', () => dialog.close('yes'));
    no.addEventListener('click', () => dialog.close());
    dialog.addEventListener('close', () => { answer(dialog.returnValue === 'yes'); dialog.remove(); });
    document.body.append(dialog);
    dialog.showModal();
    no.focus();
  });
}
document.addEventListener('submit', async event => {
  const form = event.target, button = event.submitter;
  const question = button?.dataset.confirm ?? form.dataset.confirm;
  if (!question || form.dataset.asked) return;
  event.preventDefault();
  event.stopImmediatePropagation();      /* nothing was sent yet: drafts stay */
  const words = [...button?.childNodes ?? []].filter(n => !n.classList?.contains('vh')).map(n => n.textContent).join('').trim();   /* as it is seen */
  if (!await ask(question, words || say('sure'))) return;
  form.dataset.asked = 'yes';
  form.requestSubmit(button ?? undefined);
}, true);

/* ---- Sent once ----
 * A second tap on a button that was already pressed does nothing (the server holds this too, with the form's own key). */
document.addEventListener('submit', event => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== 'post') return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = 'yes';
  setTimeout(() => { delete form.dataset.sent; }, 8000);
});
addEventListener('pageshow', () => { for (const form of all('form[data-sent]')) { delete form.dataset.sent; delete form.dataset.asked; } });

/* ---- Copying ----
 * <button type="button" hidden data-copy="#id">: copies that element's value or text. */
if (navigator.clipboard)
  for (const button of all('[data-copy]')) {
    button.hidden = false;
    button.addEventListener('click', async () => {
      const from = document.querySelector(button.dataset.copy);
      await navigator.clipboard.writeText((from.value ?? from.textContent).trim());
      button.lastChild.textContent = say('copied');
      button.setAttribute('aria-live', 'polite');
    });
  }

/* ---- Printing: <button type="button" hidden data-print> ---- */
for (const button of all('[data-print]')) {
  button.hidden = false;
  button.addEventListener('click', () => print());
}

document.documentElement.classList.add('js');
