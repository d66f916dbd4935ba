import { html } from './html.js';

describe('html', () => {
  it('escapes what is put in', () => {
    expect(html`<b title="${`"'><&\``}">${'<script>'}</b>`.text).toBe(
      '<b title="&#34;&#39;&#62;&#60;&#38;&#96;">&#60;script&#62;</b>',
    );
  });

  it('puts in HTML and lists of it as they are', () => {
    expect(html`<b>${[html`<i>${1}</i>`, html`<i>&amp;</i>`]}</b>`.text).toBe(
      '<b><i>1</i><i>&amp;</i></b>',
    );
  });

  it('shows nothing for what is absent', () => {
    expect(html`<b>${undefined}${false}${''}</b>`.text).toBe('<b></b>');
  });
});
