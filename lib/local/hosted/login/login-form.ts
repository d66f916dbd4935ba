import { html, type Html } from './html.js';

/** An input of a form. */
export interface FormField {
  readonly name: string;
  readonly label: string;
  readonly type: 'text' | 'email' | 'password';
  /** @see https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#autofill */
  readonly autocomplete: string;
  readonly value?: string | undefined;
  /** Whether digits are typed, so that a phone shows them. */
  readonly isNumeric?: boolean;
}

/** A button that sends the form, with the field that it sets. */
interface FormChoice {
  readonly label: string;
  readonly name: string;
  readonly value: string;
}

export interface FormLink {
  readonly label: string;
  readonly href: string;
}

/** A form of the hosted login. */
export interface LoginForm {
  readonly title: string;
  /** What people need to know before they fill it in. */
  readonly hint?: Html | undefined;
  readonly fields: readonly FormField[];
  /** Label of the main button; without it, one of the choices has to be taken. */
  readonly submit?: string;
  readonly choices?: readonly FormChoice[];
  readonly links?: readonly FormLink[];
}

/** Where a form is sent, and what is shown with it. */
export interface FormContext {
  readonly action: string;
  readonly csrf: string;
  /** What was wrong with the last answer. */
  readonly alert?: string | undefined;
}

export function renderForm(form: LoginForm, { action, csrf, alert }: FormContext): Html {
  return html`
    ${alert !== undefined && html`<p role="alert" id="alert">${alert}</p>`} ${form.hint}
    <form method="post" action="${action}">
      <input type="hidden" name="_csrf" value="${csrf}" />
      ${form.fields.map((field, index) => renderField(field, index === 0, alert !== undefined))}
      ${form.submit !== undefined && html`<button>${form.submit}</button>`}
      ${(form.choices ?? []).map(renderChoice)}
    </form>
    ${(form.links ?? []).map(({ label, href }) => html`<p><a href="${href}">${label}</a></p>`)}
  `;
}

function renderField(field: FormField, isFirst: boolean, isWrong: boolean): Html {
  const { name, label, type, autocomplete, value } = field;
  return html`
    <label for="${name}">${label}</label>
    <input
      id="${name}"
      name="${name}"
      type="${type}"
      autocomplete="${autocomplete}"
      value="${value}"
      required
      ${field.isNumeric && html`inputmode="numeric"`}
      ${type !== 'password' && html`autocapitalize="none" spellcheck="false"`}
      ${isFirst && html`autofocus`}
      ${isWrong && html`aria-describedby="alert"`}
    />
  `;
}

/** It may be sent with the other fields empty. */
function renderChoice({ label, name, value }: FormChoice): Html {
  return html`<button name="${name}" value="${value}" formnovalidate>${label}</button>`;
}
