import { html } from './html.js';
import { type LoginForm, renderForm } from './login-form.js';

const FORM: LoginForm = {
  title: 'Sign in',
  hint: html`<p>Hint</p>`,
  fields: [
    { name: 'username', label: 'E-mail', type: 'email', autocomplete: 'username', value: '"><b>' },
    { name: 'password', label: 'Password', type: 'password', autocomplete: 'current-password' },
    { name: 'code', label: 'Code', type: 'text', autocomplete: 'one-time-code', isNumeric: true },
  ],
  submit: 'Sign in',
  choices: [{ label: 'Send a code', name: 'factor', value: 'EMAIL_OTP' }],
  links: [{ label: 'Sign up', href: '/signup?a=1&b="' }],
};

function render(alert?: string): string {
  return renderForm(FORM, { action: '/login?a=1&b="', csrf: 'x', alert }).text.replace(/\s+/g, ' ');
}

describe('renderForm', () => {
  it('gives every field a label of its own', () => {
    const labels = [...render().matchAll(/<label for="(.+?)">(.+?)<\/label>/g)];

    expect(labels.map(([, id, label]) => [id, label])).toEqual([
      ['username', 'E-mail'],
      ['password', 'Password'],
      ['code', 'Code'],
    ]);
    expect([...render().matchAll(/<input id="(.+?)"/g)].map(([, id]) => id)).toEqual([
      'username',
      'password',
      'code',
    ]);
  });

  it('puts the focus on the first field', () => {
    expect(render().match(/autofocus/g)).toHaveLength(1);
    expect(render().indexOf('autofocus')).toBeLessThan(render().indexOf('id="password"'));
  });

  it('escapes values and addresses', () => {
    expect(render()).toContain('value="&#34;&#62;&#60;b&#62;"');
    expect(render()).toContain('action="/login?a=1&#38;b=&#34;"');
    expect(render()).toContain('href="/signup?a=1&#38;b=&#34;"');
  });

  it('says what is wrong, and to screen readers too', () => {
    expect(render()).not.toContain('role="alert"');
    expect(render('<b>')).toContain('<p role="alert" id="alert">&#60;b&#62;</p>');
    expect(render('<b>').match(/aria-describedby="alert"/g)).toHaveLength(3);
  });

  it('shows digits on a phone for a code', () => {
    expect(render().match(/inputmode="numeric"/g)).toHaveLength(1);
  });

  it('carries the proof that the form is ours', () => {
    expect(render()).toContain('<input type="hidden" name="_csrf" value="x" />');
  });
});
