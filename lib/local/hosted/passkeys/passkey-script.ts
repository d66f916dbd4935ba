import type { Exchange } from '../exchange.interface.js';

/** Where pages find the script that uses a passkey. The forms are sent without scripts too, and then are refused. */
export const SCRIPT_PATH = '/passkeys/passkey.js';

const SCRIPT = `const form = document.querySelector('form[data-passkey]');
const { passkey, options, field } = form.dataset;

form.addEventListener('submit', async (event) => {
  // Another button leads elsewhere.
  if (event.submitter?.name) return;
  event.preventDefault();
  try {
    form.elements[field].value = JSON.stringify(await askAuthenticator(JSON.parse(options)));
    form.submit();
  } catch (error) {
    showTrouble(error.message);
  }
});

async function askAuthenticator(options) {
  checkPlace(options.rpId ?? options.rp.id);
  const credential =
    passkey === 'create'
      ? await navigator.credentials.create({
          publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options),
        })
      : await navigator.credentials.get({
          publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options),
        });
  return credential.toJSON();
}

function checkPlace(domain) {
  const { hostname } = location;
  if (hostname !== domain && !hostname.endsWith('.' + domain)) {
    throw new Error('These passkeys belong to ' + domain + ': open this page there, not under ' + hostname + '.');
  }
  if (typeof PublicKeyCredential?.parseCreationOptionsFromJSON !== 'function') {
    throw new Error('This browser cannot use passkeys.');
  }
}

function showTrouble(text) {
  const trouble = document.getElementById('trouble');
  trouble.textContent = text;
  trouble.hidden = false;
}
`;

export function sendPasskeyScript({ response }: Exchange): void {
  response
    .writeHead(200, {
      'content-type': 'text/javascript; charset=utf-8',
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    })
    .end(SCRIPT);
}
