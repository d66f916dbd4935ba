import { createRequire } from 'node:module';

// It requires axios, and what is required is another copy than what is imported.
const require = createRequire(import.meta.url);
const axios = require('axios');
const CognitoExpress = require('cognito-express');

/** @returns `(token) => Promise<claims>`; the keys, which it would fetch from AWS, are put in its hands */
export async function createCognitoExpressVerifier({ userPoolId, region, jwks }) {
  axios.defaults.adapter = async (config) => ({
    data: jwks,
    status: 200,
    statusText: 'OK',
    headers: {},
    config,
  });
  const verifier = new CognitoExpress({
    region,
    cognitoUserPoolId: userPoolId,
    tokenUse: 'access',
  });
  await verifier.hasFinishedProcessing;
  return (token) => verifier.validate(token);
}
