// An answer of the program, as a person reads it: words, links, forms. JSON answers have .data.
import assert from 'node:assert/strict';
import { parse } from 'node-html-parser';

const squeeze = text => text.replace(/\s+/g, ' ').trim();
// The words of some HTML: elements inside a line leave nothing between them, all others a space.
const words = html => squeeze(decode(html.replace(/<\/?(a|abbr|b|del|em|i|ins|mark|q|s|small|span|strong|sub|sup|time|wbr)\b[^>]*>/gi, '').replace(/<[^>]*>/g, ' ')));

export class Page {
  constructor(person, answer)
  {
    Object.assign(this, answer);      // status, headers, body, path (where redirects led), trail (each step: "303 /today")
    this.person = person;
    this.type = (answer.headers['content-type'] ?? '').split(';')[0];
    if (this.type === 'text/html') this.root = parse(answer.body);
    if (/json/.test(this.type)) this.data = JSON.parse(answer.body);
  }

  // All that is there to read. What only the markup knows (attributes, addresses) is in .body.
  get text() { return this.root ? words((this.root.querySelector('body') ?? this.root).innerHTML) : this.body; }
  get title() { return squeeze(this.root?.querySelector('title')?.text ?? ''); }
  get h1() { return squeeze(this.root?.querySelector('h1')?.text ?? ''); }
  get errors() { return [...new Set(this.all('.errors li, .errors p').map(e => squeeze(e.text)))]; }
  all(selector) { return this.root?.querySelectorAll(selector) ?? []; }
  one(selector)
  {
    const found = this.root?.querySelector(selector);
    assert(found, `no ${selector} on ${this}`);
    return found;
  }

  links() { return this.all('a[href]').map(a => ({ text: squeeze(a.text), href: a.getAttribute('href') })); }
  link(wanted)
  {
    const fits = wanted instanceof RegExp ? l => wanted.test(l.text) || wanted.test(l.href) : l => l.text === wanted || l.href === wanted;
    const found = this.links().find(fits);
    assert(found, `no link ${wanted} on ${this}; there are: ${this.links().map(l => l.text || l.href).join(' | ')}`);
    return found;
  }
  follow(wanted, options) { return this.person.get(new URL(this.link(wanted).href, 'http://x' + this.path).href.replace('http://x', ''), options); }

  // A form, by the words of one of its buttons, by (the beginning of) its action, or by a name that one of its fields has. Nothing: the page's only one
  // that posts, outside the foot.
  form(wanted)
  {
    const forms = this.all('form').map(element => new Form(this, element));
    const posts = forms.filter(f => f.method === 'POST' && !f.element.closest('footer'));
    if (wanted === undefined) {
      assert.equal(posts.length, 1, `which form on ${this}? ${posts.join(' | ')}`);
      return posts[0];
    }
    const found = forms.find(f => f.is(wanted));
    assert(found, `no form ${wanted} on ${this}; there are: ${forms.join(' | ')}`);
    return found;
  }
  has(wanted) { return this.all('form').some(element => new Form(this, element).is(wanted)); }

  // Checks that say what went wrong. Each answers the page, so that they can be chained.
  is(status) { assert.equal(this.status, status, `${this} should be ${status}`); return this; }
  sees(...words) { for (const w of words) assert(matches(this.text, w), `${this} should say "${w}"; it says: ${this.text.slice(0, 1500)}`); return this; }
  lacks(...words) { for (const w of words) assert(!matches(this.text, w) && !matches(this.body, w), `${this} should not say "${w}"`); return this; }
  toString() { return `${this.person.name}'s ${this.path} (${this.status}${this.h1 ? ', ' + this.h1 : ''})`; }
}

const matches = (text, wanted) => (wanted instanceof RegExp ? wanted.test(text) : text.includes(wanted));

class Form {
  constructor(page, element)
  {
    this.page = page;
    this.element = element;
    this.method = (element.getAttribute('method') ?? 'get').toUpperCase();
    this.action = element.getAttribute('action') ?? page.path;
    this.buttons = element.querySelectorAll('button, input[type=submit]').filter(b => (b.getAttribute('type') ?? 'submit') === 'submit');
  }

  is(wanted)
  {
    const words = this.buttons.map(b => squeeze(b.text || b.getAttribute('value') || ''));
    if (wanted instanceof RegExp) return words.some(w => wanted.test(w)) || wanted.test(this.action);
    return words.includes(wanted) || (wanted.startsWith('/') ? this.action.startsWith(wanted) : this.controls(wanted).length > 0);
  }
  toString() { return `${this.method} ${this.action} [${this.buttons.map(b => squeeze(b.text)).join(', ')}]`; }

  // Controls of that name; without a name all. A control may stand outside with form="id".
  controls(name)
  {
    const id = this.element.getAttribute('id');
    const outside = id ? this.page.all(`[form="${id}"]`) : [];
    const inside = this.element.querySelectorAll('input, select, textarea');
    return [...inside, ...outside].filter(c => c.getAttribute('name') && !c.hasAttribute('disabled') && (name === undefined || c.getAttribute('name') === name));
  }
  get names() { return [...new Set(this.controls().map(c => c.getAttribute('name')))]; }

  // What a browser would send if nobody typed anything: pairs of name and value.
  pairs()
  {
    const pairs = [];
    for (const c of this.controls()) {
      const name = c.getAttribute('name'), type = (c.getAttribute('type') ?? '').toLowerCase();
      if (c.tagName === 'SELECT') {
        const options = c.querySelectorAll('option'), chosen = options.filter(o => o.hasAttribute('selected'));
        for (const o of chosen.length ? chosen : options.slice(0, c.hasAttribute('multiple') ? 0 : 1)) pairs.push([name, optionValue(o)]);
      } else if (c.tagName === 'TEXTAREA') pairs.push([name, decode(c.innerHTML).replace(/^\r?\n/, '')]);
      else if (type === 'checkbox' || type === 'radio') { if (c.hasAttribute('checked')) pairs.push([name, (c.getAttribute('value') ?? 'on')]); }
      else if (!['submit', 'button', 'reset', 'image', 'file'].includes(type)) pairs.push([name, (c.getAttribute('value') ?? '')]);
    }
    return pairs;
  }
  value(name) { return this.pairs().find(([n]) => n === name)?.[1]; }

  // Sends it. `fields`: name → value, list of values (checks), true/false (a lone check) or {filename, type, content} (a file). A field that the form
  // does not have, or a choice that it does not offer, is a mistake of the story and says so. options.button: the words of the button
  // pressed; options.raw: fields to send although the form has them not (for what an attacker would do).
  async submit(fields = {}, options = {})
  {
    let pairs = this.pairs();
    for (const [name, value] of Object.entries(fields)) pairs = [...pairs.filter(([n]) => n !== name), ...this.filled(name, value)];
    for (const [name, value] of Object.entries(options.raw ?? {})) pairs = [...pairs.filter(([n]) => n !== name), [name, value]];
    const button = this.button(options.button);
    if (button?.getAttribute('name')) pairs.push([button.getAttribute('name'), (button.getAttribute('value') ?? '')]);
    const action = (button?.getAttribute('formaction') ?? this.action);
    const path = new URL(action, 'http://x' + this.page.path);
    if (this.method === 'GET') return this.page.person.get(path.pathname + '?' + new URLSearchParams(pairs), options);
    const multipart = this.element.getAttribute('enctype') === 'multipart/form-data';
    return this.page.person.post(path.pathname + path.search, pairs, { ...options, multipart });
  }

  button(words)
  {
    if (words === undefined) return this.buttons[0];
    const found = this.buttons.find(b => squeeze(b.text) === words || b.getAttribute('value') === words);
    assert(found, `no button ${words} in ${this}`);
    return found;
  }

  filled(name, value)
  {
    const controls = this.controls(name);
    assert(controls.length, `no field ${name} in ${this} of ${this.page}; there are: ${this.names.join(', ')}`);
    const first = controls[0], type = (first.getAttribute('type') ?? '').toLowerCase();
    if (value === false || value === null) return [];
    if (value === true) return [[name, (first.getAttribute('value') ?? 'on')]];
    const values = (Array.isArray(value) ? value : [value]).map(v => (typeof v === 'object' ? v : String(v)));
    const offered = first.tagName === 'SELECT' ? first.querySelectorAll('option').map(optionValue)
      : ['checkbox', 'radio'].includes(type) ? controls.map(c => (c.getAttribute('value') ?? 'on')) : undefined;
    for (const v of values) assert(!offered || offered.includes(v), `${name} offers ${offered?.join(', ')}, not ${v}`);
    return values.map(v => [name, v]);
  }
}

const optionValue = option => (option.getAttribute('value') ?? squeeze(option.text));
function decode(text)
{
  return text.replace(/&(?:#(\d+)|#x([0-9a-f]+)|(\w+));/gi, (whole, dec, hex, name) => (dec || hex ? String.fromCodePoint(dec ? Number(dec) : parseInt(hex, 16))
    : { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0' }[name] ?? whole));
}
