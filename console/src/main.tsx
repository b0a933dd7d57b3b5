/**
 * The operator console: a single-page application over the admin API, served by NGINX at the admin
 * listener below `/console/`.
 *
 * Must never: keep a token or a secret in storage, load anything from another origin, or write text
 * of the database as HTML.
 */
import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import './console.css';
import './i18n/i18n.js';
import { createRoot } from 'react-dom/client';
import { Console } from './console.js';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no element #root.');
createRoot(root).render(<Console />);
