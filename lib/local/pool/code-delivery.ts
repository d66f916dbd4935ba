import { isEmail, type ContactAttribute } from './user-attributes.js';

/** `CodeDeliveryDetails`: where a code went, without saying it all. */
export interface CodeDelivery {
  readonly Destination: string;
  readonly DeliveryMedium: 'EMAIL' | 'SMS';
  readonly AttributeName: ContactAttribute;
}

/** @param value the address or number */
export function deliveryTo(value: string, attribute: ContactAttribute): CodeDelivery {
  return {
    Destination: masked(value),
    DeliveryMedium: attribute === 'email' ? 'EMAIL' : 'SMS',
    AttributeName: attribute,
  };
}

/** What is answered about somebody who may not be there, so that it does not show. */
export function simulatedDelivery(login: string): CodeDelivery {
  return deliveryTo(isEmail(login) ? login : `${login}@example.com`, 'email');
}

/** `ada@example.com` as `a***@e***`, `+441632960000` as `+*******0000`. */
export function masked(value: string): string {
  const [name = '', host] = value.split('@');
  return host === undefined
    ? `+*******${value.slice(-4)}`
    : `${name.slice(0, 1)}***@${host.slice(0, 1)}***`;
}
