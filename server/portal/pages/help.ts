import { html } from 'hono/html';
import type { View } from '../view.ts';
import { dx800Files } from '#autoprov';

/** Advice about phones. */
export function helpPage(): View {
  return {
    title: 'Help',
    body: html`<h1>Help</h1>
      <section class="card">
        <h2>The URL</h2>
        <p>
          <code>%MACD</code> stands for the phone's MAC, <code>%DVID</code> for the device ID of its model:
          <code class="url">http://provider.example/plainxml/%DVID/xml/%MACD.xml</code> becomes
          <code class="url">http://provider.example/plainxml/42/2/xml/7C2F80820EC0.xml</code> for an N510 IP PRO. One
          URL serves a whole fleet.
        </p>
      </section>
      <section class="card">
        <h2>Maxwell B, 2, 3, 4</h2>
        <p>
          They take the user name and password for your own server from the URL:
          <code class="url">https://name:password@provider.example/xml/%MACD.xml</code>. This portal shows such a URL
          with its password hidden.
        </p>
        <h2>Maxwell 10</h2>
        <p>
          It takes longer than other phones, since it starts Android first: 50 seconds after the boot it asks the
          redirect server, 2 minutes until the new configuration is active.
        </p>
      </section>
      <section class="card">
        <h2>DX800</h2>
        <p>
          In some variants the redirect server is switched off. These files switch it on; load one with the phone's
          restore function. For a variant that is not here, ask the vendor.
        </p>
        <ul>
          ${dx800Files.map(
            ({ file, variant, text }) =>
              html`<li>
                <a href="/portal/dx800/${file}" download>${file}</a> (${variant})
                <details>
                  <summary>show</summary>
                  <pre tabindex="0">${text}</pre>
                </details>
              </li>`,
          )}
        </ul>
      </section>
      <section class="card">
        <h2>Many phones</h2>
        <p>
          <a href="/portal/upload#templates">Templates</a> for every method are on the upload page. Programs call the
          same methods over XML-RPC at <code>/apxml/rpc.do</code>, with the name and password of your account (HTTP
          Basic).
        </p>
      </section>`,
  };
}
