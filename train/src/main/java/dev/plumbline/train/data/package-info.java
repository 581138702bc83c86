/// What there is to learn from: files of preferences, demonstrations and prompts read into records, split,
/// audited, and the simple predictors that a trained model has to beat.
///
/// Two kinds of trouble are told apart. What breaks a file's form *stops* the reading with one error that names
/// file and line: bad JSON, bad UTF-8, a truncated archive, a missing or mistyped field, two formats in one file,
/// a line over the limit. What is well formed but cannot serve is *counted and left out of training*, never
/// dropped in silence: pairs with identical answers, and pairs whose answers do not follow the same prompt (see
/// [SkipReason]).
@NullMarked
package dev.plumbline.train.data;

import org.jspecify.annotations.NullMarked;
