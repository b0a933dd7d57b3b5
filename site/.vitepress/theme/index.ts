// The theme's own styles first: the second file changes them.
import 'vitepress/theme';
import './style.css';
import type { Theme } from 'vitepress';
import DefaultTheme from 'vitepress/theme';
import { defineAsyncComponent } from 'vue';
import PageLayout from './PageLayout.vue';

export default {
  extends: DefaultTheme,
  Layout: PageLayout,
  enhanceApp(context) {
    // As large as the rest of the site, so only its own pages load it.
    const ApiReference = defineAsyncComponent(async () => {
      const { theme } = await import('vitepress-openapi/client');
      await theme.enhanceApp(context);
      return import('./ApiReference.vue');
    });
    context.app.component('ApiReference', ApiReference);
    // With what reads certificates, it is loaded by its own page alone.
    context.app.component(
      'CertificateReader',
      defineAsyncComponent(() => import('./CertificateReader.vue')),
    );
  },
} satisfies Theme;
