import { SCRIPT_PATH } from '../passkeys/passkey-script.js';
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

/** What an authenticator is asked for: the form is sent with its answer. A script does that. */
interface PasskeyCeremony {
  readonly kind: 'create' | 'get';
  /** The field for the answer. */
  readonly field: string;
  /** JSON. */
  readonly options: string;
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
  readonly ceremony?: PasskeyCeremony | undefined;
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
    <form method="post" action="${action}" ${form.ceremony && renderCeremony(form.ceremony)}>
      <input type="hidden" name="_csrf" value="${csrf}" />
      ${form.ceremony && html`<input type="hidden" name="${form.ceremony.field}" value="" />`}
      ${form.fields.map((field, index) => renderField(field, index === 0, alert !== undefined))}
      ${form.submit !== undefined && html`<button>${form.submit}</button>`}
      ${(form.choices ?? []).map(renderChoice)}
    </form>
    ${form.ceremony && CEREMONY_HELP}
    ${(form.links ?? []).map(({ label, href }) => html`<p><a href="${href}">${label}</a></p>`)}
  `;
}

const CEREMONY_HELP = html`
  <p role="alert" id="trouble" hidden></p>
  <noscript><p>Passkeys need scripts, which this browser does not run.</p></noscript>
  <script src="${SCRIPT_PATH}" defer></script>
`;

function renderCeremony({ kind, field, options }: PasskeyCeremony): Html {
  return html`data-passkey="${kind}" data-field="${field}" data-options="${options}"`;
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
