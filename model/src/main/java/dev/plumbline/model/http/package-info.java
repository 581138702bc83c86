/// Models behind a URL: the protocols of the common endpoints on the platform's own HTTP client.
@NullMarked
package dev.plumbline.model.http;

import org.jspecify.annotations.NullMarked;
