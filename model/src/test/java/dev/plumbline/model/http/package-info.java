/// Clients held to their protocols and to a broken endpoint.
@NullMarked
package dev.plumbline.model.http;

import org.jspecify.annotations.NullMarked;
