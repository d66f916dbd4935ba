/** What a form of the hosted login asks for. */
export type LoginStep = { readonly kind: 'sign-in' };
