export { serviceTokenConfig as config } from '@frontdesk/runtime';
