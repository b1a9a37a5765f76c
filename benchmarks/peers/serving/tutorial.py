"""As tutorials serve a model: a pydantic model, a data frame of one row, a pipeline of scikit-learn."""

import os
from pathlib import Path

import joblib
import pandas
from fastapi import FastAPI
from pydantic import BaseModel

pipeline = joblib.load(Path(os.environ["PEER_FOLDER"]) / "pipeline.joblib")
app = FastAPI()


class Application(BaseModel):
    checking_status: str
    duration_months: int
    credit_history: str
    purpose: str
    credit_amount: int
    savings: str
    employment_since: str
    installment_rate: int
    other_debtors: str
    residence_since: int
    property: str
    other_installment_plans: str
    housing: str
    existing_credits: int
    job: str
    dependants: int
    telephone: str


@app.post("/predict")
def predict(application: Application):
    frame = pandas.DataFrame([application.model_dump()])
    return {"probability": float(pipeline.predict_proba(frame)[0, 1])}
