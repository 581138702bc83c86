package dev.plumbline.study.stages;

import dev.plumbline.model.http.ApiKey;
import dev.plumbline.model.http.Endpoint;
import dev.plumbline.model.http.HttpModel;
import java.util.ArrayList;
import java.util.List;

/// Models behind URLs that are closed together.
final class HttpModels implements AutoCloseable {
    private final List<HttpModel> open = new ArrayList<>();

    HttpModel open(Endpoint endpoint, ApiKey key) {
        HttpModel model = new HttpModel(endpoint, key);
        open.add(model);
        return model;
    }

    @Override
    public void close() {
        open.forEach(HttpModel::close);
    }
}
