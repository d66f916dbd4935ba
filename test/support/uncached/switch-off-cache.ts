import { CognitoAuthModule, type CognitoAuthModuleOptions } from 'nestjs-cognito-auth';

const forRoot = CognitoAuthModule.forRoot.bind(CognitoAuthModule);

/** Tests say nothing of the cache, so what they pass wins where they do. */
CognitoAuthModule.forRoot = (options) =>
  forRoot(
    typeof options === 'object' && options !== null
      ? { verifiedTokenCache: false, ...(options as CognitoAuthModuleOptions) }
      : options,
  );
